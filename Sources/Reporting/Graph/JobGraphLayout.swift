/// Places of everything in the drawing of a job graph, in CSS pixels from the top left. Stages are panels from left to right; inside
/// a panel, jobs that need jobs of the same stage move to further columns. Long needs pass between the jobs of the columns they
/// cross, and the jobs of a column are ordered by the places of what they need and what needs them (barycentres), which removes
/// most crossings.
struct JobGraphLayout: Sendable {
    struct Box: Hashable, Sendable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double
        var midY: Double { y + height / 2 }
    }

    struct Point: Hashable, Sendable {
        var x: Double
        var y: Double
    }

    /// What one column holds: a job or stack, or the passage of the needs of a job of an earlier column.
    private enum Item: Hashable {
        case group(Int)
        case passage(source: Int)
    }

    static let rowHeight = 36.0
    static let rowGap = 10.0
    private static let passageHeight = 6.0
    private static let padding = 12.0
    private static let headerHeight = 34.0
    private static let channel = 44.0
    private static let innerChannel = 36.0
    private static var contentTop: Double { padding + headerHeight }

    private(set) var width = 0.0
    private(set) var height = 0.0
    /// One a stage.
    private(set) var panels: [Box] = []
    /// One a group.
    private(set) var boxes: [Box] = []
    /// For each edge of the grouped graph, the points between its ends where it passes a column (left and right side of the column).
    private(set) var passages: [[Point]] = []
    private var columnX: [ClosedRange<Double>] = []

    /// - Parameter labelWidth: the width a group's box needs.
    init(_ grouped: GroupedGraph, stageCount: Int, labelWidth: (Int) -> Double) {
        let depths = Self.depths(grouped)
        var stageColumns: [Range<Int>] = []
        var next = 0
        for stage in 0..<stageCount {
            let deepest = grouped.groups.indices.filter { grouped.groups[$0].stage == stage }.map { depths[$0] }.max() ?? 0
            stageColumns.append(next..<(next + deepest + 1))
            next += deepest + 1
        }
        let column = grouped.groups.indices.map { stageColumns[grouped.groups[$0].stage].lowerBound + depths[$0] }
        var columns: [[Item]] = Array(repeating: [], count: next)
        for index in grouped.groups.indices { columns[column[index]].append(.group(index)) }
        var links = Links()
        for edge in grouped.edges where column[edge.to] > column[edge.from] {
            var previous = Item.group(edge.from)
            for crossed in (column[edge.from] + 1)..<max(column[edge.to], column[edge.from] + 1) {
                let item = Item.passage(source: edge.from)
                if links.connect(previous, at: crossed - 1, item, at: crossed) { columns[crossed].append(item) }
                previous = item
            }
            _ = links.connect(previous, at: column[edge.to] - 1, .group(edge.to), at: column[edge.to])
        }
        Self.order(&columns, links)
        let tops = Self.tops(columns, links)
        place(grouped, columns, tops, stageColumns, labelWidth)

        var passageTop: [Place: Double] = [:]
        for (index, items) in columns.enumerated() {
            for (item, top) in zip(items, tops[index]) { passageTop[Place(item: item, column: index)] = top }
        }
        passages = grouped.edges.map { edge in
            guard column[edge.to] > column[edge.from] else { return [] }
            return ((column[edge.from] + 1)..<max(column[edge.to], column[edge.from] + 1)).flatMap { crossed -> [Point] in
                let y = Self.contentTop + (passageTop[Place(item: .passage(source: edge.from), column: crossed)] ?? 0)
                return [Point(x: columnX[crossed].lowerBound, y: y), Point(x: columnX[crossed].upperBound, y: y)]
            }
        }
    }

    private struct Place: Hashable {
        var item: Item
        var column: Int
    }

    /// Which items of neighbouring columns are joined.
    private struct Links {
        var before: [Place: [Item]] = [:]
        var after: [Place: [Item]] = [:]

        /// False when the two were joined already.
        mutating func connect(_ left: Item, at leftColumn: Int, _ right: Item, at rightColumn: Int) -> Bool {
            let place = Place(item: right, column: rightColumn)
            if before[place]?.contains(left) == true { return false }
            before[place, default: []].append(left)
            after[Place(item: left, column: leftColumn), default: []].append(right)
            return true
        }
    }

    /// How many needs inside its own stage lie before each group. Circular needs, which a plan never has, end the search.
    private static func depths(_ grouped: GroupedGraph) -> [Int] {
        var depths = Array(repeating: 0, count: grouped.groups.count)
        let inner = grouped.edges.filter { grouped.groups[$0.from].stage == grouped.groups[$0.to].stage }
        for _ in 0..<min(inner.count, grouped.groups.count) {
            var changed = false
            for edge in inner where depths[edge.to] < depths[edge.from] + 1 && depths[edge.from] < 64 {
                depths[edge.to] = depths[edge.from] + 1
                changed = true
            }
            if !changed { break }
        }
        return depths
    }

    private static func order(_ columns: inout [[Item]], _ links: Links) {
        for sweep in 0..<6 {
            let leftToRight = sweep % 2 == 0
            let sequence = leftToRight ? Array(columns.indices.dropFirst()) : Array(columns.indices.dropLast().reversed())
            for index in sequence {
                let neighbour = leftToRight ? index - 1 : index + 1
                let rank = Dictionary(uniqueKeysWithValues: columns[neighbour].enumerated().map { ($1, Double($0)) })
                // A short column beside a long one: compare places, not ranks.
                let scale = Double(columns[index].count) / Double(max(columns[neighbour].count, 1))
                let keyed = columns[index].enumerated().map { place, item -> (key: Double, place: Int, item: Item) in
                    let joined = (leftToRight ? links.before : links.after)[Place(item: item, column: index)] ?? []
                    let ranks = joined.compactMap { rank[$0] }
                    guard !ranks.isEmpty else { return (Double(place), place, item) }
                    return (ranks.reduce(0, +) / Double(ranks.count) * scale, place, item)
                }
                columns[index] = keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.item)
            }
        }
    }

    /// The top of each item below the panel's header: as near to what it needs as the items above it allow, and never more than
    /// twice the height that the tallest column needs.
    private static func tops(_ columns: [[Item]], _ links: Links) -> [[Double]] {
        func height(_ item: Item) -> Double {
            if case .group = item { rowHeight } else { passageHeight }
        }
        let packed = columns.map { $0.reduce(0) { $0 + height($1) + rowGap } }
        let limit = packed.max() ?? 0
        var tops: [[Double]] = []
        var centres: [Item: Double] = [:]
        for (index, items) in columns.enumerated() {
            var column: [Double] = []
            var next = 0.0
            var rest = packed[index]
            var current: [Item: Double] = [:]
            for item in items {
                let joined = (links.before[Place(item: item, column: index)] ?? []).compactMap { centres[$0] }
                var top = next
                if !joined.isEmpty {
                    let wanted = joined.reduce(0, +) / Double(joined.count) - height(item) / 2
                    top = max(next, min(wanted, limit - rest))
                }
                column.append(top)
                current[item] = top + height(item) / 2
                next = top + height(item) + rowGap
                rest -= height(item) + rowGap
            }
            tops.append(column)
            centres = current
        }
        return tops
    }

    private mutating func place(
        _ grouped: GroupedGraph, _ columns: [[Item]], _ tops: [[Double]], _ stageColumns: [Range<Int>],
        _ labelWidth: (Int) -> Double
    ) {
        boxes = Array(repeating: Box(x: 0, y: 0, width: 0, height: Self.rowHeight), count: grouped.groups.count)
        var x = 0.0
        var bottom = Self.contentTop + Self.rowHeight
        for range in stageColumns {
            let start = x
            x += Self.padding
            for index in range {
                var columnWidth = 96.0
                for case .group(let group) in columns[index] { columnWidth = max(columnWidth, labelWidth(group)) }
                for (item, top) in zip(columns[index], tops[index]) {
                    guard case .group(let group) = item else { continue }
                    boxes[group] = Box(x: x, y: Self.contentTop + top, width: columnWidth, height: Self.rowHeight)
                    bottom = max(bottom, boxes[group].y + Self.rowHeight)
                }
                columnX.append(x...(x + columnWidth))
                x += columnWidth + (index == range.upperBound - 1 ? 0 : Self.innerChannel)
            }
            x += Self.padding
            panels.append(Box(x: start, y: 0, width: x - start, height: 0))
            x += Self.channel
        }
        height = bottom + Self.padding
        width = max(x - Self.channel, 0)
        for index in panels.indices { panels[index].height = height }
    }
}
