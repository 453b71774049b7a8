/// The Aho-Corasick automaton over bytes: after each byte it knows the longest needle that ends there, and how many of the last
/// bytes may still become one. Reference: Aho, Corasick, "Efficient string matching", CACM 18 (1975).
struct ByteAutomaton: Sendable {
    private var byte: [UInt8] = [0]
    private var firstChild: [Int32] = [-1]
    private var nextSibling: [Int32] = [-1]
    private var failure: [Int32] = [0]
    private(set) var depth: [Int32] = [0]
    /// The length of the longest needle that ends in a state; 0 for none.
    private(set) var longest: [Int32] = [0]
    /// The states after one byte, for the way out of the root, which most bytes take.
    private var fromRoot = [Int32](repeating: 0, count: 256)

    /// - Parameter needles: none of them empty.
    init(_ needles: [[UInt8]]) {
        for needle in needles { insert(needle) }
        linkFailures()
    }

    private func child(of state: Int32, _ value: UInt8) -> Int32? {
        var child = firstChild[Int(state)]
        while child >= 0 {
            if byte[Int(child)] == value { return child }
            child = nextSibling[Int(child)]
        }
        return nil
    }

    private mutating func insert(_ needle: [UInt8]) {
        var state: Int32 = 0
        for value in needle {
            if let next = child(of: state, value) {
                state = next
                continue
            }
            let new = Int32(byte.count)
            byte.append(value)
            firstChild.append(-1)
            nextSibling.append(firstChild[Int(state)])
            failure.append(0)
            depth.append(depth[Int(state)] + 1)
            longest.append(0)
            firstChild[Int(state)] = new
            state = new
        }
        longest[Int(state)] = depth[Int(state)]
    }

    /// Breadth first, so that the failure state of a state's parent is known.
    private mutating func linkFailures() {
        var queue: [Int32] = []
        var child = firstChild[0]
        while child >= 0 {
            fromRoot[Int(byte[Int(child)])] = child
            queue.append(child)
            child = nextSibling[Int(child)]
        }
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            var child = firstChild[Int(state)]
            while child >= 0 {
                let target = next(failure[Int(state)], byte[Int(child)])
                failure[Int(child)] = target
                if longest[Int(child)] == 0 { longest[Int(child)] = longest[Int(target)] }
                queue.append(child)
                child = nextSibling[Int(child)]
            }
        }
    }

    func next(_ state: Int32, _ value: UInt8) -> Int32 {
        var state = state
        while state != 0 {
            if let next = child(of: state, value) { return next }
            state = failure[Int(state)]
        }
        return fromRoot[Int(value)]
    }
}
