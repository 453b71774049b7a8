package import KollaDiff

/// One self-contained page about what a change does to the configuration of a cloud. It loads nothing, shows everything without
/// scripts, and prints.
package struct ConfigurationPage: Sendable {
    package var diffs: [ConfigurationDiff]
    /// Environments without a diff, because they come or go.
    package var news: [EnvironmentDiffs.News]
    /// A sentence each, for other environments without a diff.
    package var remarks: [String]
    package var limits: HTMLReport.Limits

    /// - Parameter diffs: one for each environment.
    package init(diffs: [ConfigurationDiff], news: [EnvironmentDiffs.News] = [], remarks: [String] = []) {
        self.diffs = diffs
        self.news = news
        self.remarks = remarks
        limits = HTMLReport.Limits()
        // The page is about nothing else.
        limits.diffLines = 20_000
        limits.allDiffLines = 500_000
    }

    package func bytes() -> [UInt8] {
        var out = ByteBuffer(capacity: 1 << 18)
        let overviews = diffs.map(DiffOverview.init)
        let names = diffs.compactMap(\.environment).map { VisibleText.line($0) }
        let place = names.isEmpty ? "" : " of " + names.joined(separator: ", ")
        let changes = overviews.reduce(0) { $0 + $1.changes }
        let hasChanges = changes > 0
        let isNothing = overviews.allSatisfy { $0.verdict == .nothing }
        let arrivals =
            news.isEmpty ? [] : [Phrases.count(news.count, "environment") + (news.count == 1 ? " comes or goes" : " come or go")]
        let title =
            isNothing && !news.isEmpty
            ? arrivals[0] : isNothing ? "No change" : ([Phrases.count(changes, "change")] + arrivals).joined(separator: ", ")
        out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        out.html("<meta http-equiv=\"Content-Security-Policy\" content=\"\(PageScript.policy(for: [DiffViewerScript.hash]))\">\n")
        out.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
        out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
        out.html("<title>\(title): Kolla configuration\(place)</title>\n<style>")
        out.raw(GraphStyle.colours)
        out.raw(StyleSheet.base)
        out.raw(StyleSheet.parts)
        out.raw(StyleSheet.adaptive)
        out.raw(DiffViewerStyle.rules)
        out.raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to content</a>\n")
        out.raw("<header class=\"top\"><div class=\"wrap\"><p class=\"crumb\">Slipway <span>Kolla configuration diff</span></p>\n")
        out.html("<h1>Kolla configuration\(place)</h1>\n</div></header>\n")
        writeNavigation(to: &out)
        out.raw("<main id=\"main\" class=\"wrap\">\n")
        if !news.isEmpty {
            out.raw(
                "<section class=\"kolla\" aria-labelledby=\"news-title\">\n<h2 id=\"news-title\">Environments that come or go</h2>\n<ul>"
            )
            for news in news { out.html("<li>\(VisibleText.line(news.text))</li>") }
            out.raw("</ul>\n</section>\n")
        }
        for (index, diff) in diffs.enumerated() {
            var section = ConfigurationDiffSection(diff: diff, number: index + 1, limits: limits)
            if diffs.count == 1 { section.title = "What rolling it out does" }
            section.hasTools = hasChanges && index == diffs.firstIndex { !$0.changes.isEmpty }
            section.write(to: &out)
        }
        if !remarks.isEmpty {
            out.raw("<section aria-label=\"Other environments\">")
            for remark in remarks { out.html("<p>\(VisibleText.line(remark))</p>\n") }
            out.raw("</section>\n")
        }
        out.raw("</main>\n<footer class=\"wrap\">Written by Slipway. This page is one file and loads nothing.</footer>\n<script>")
        out.raw(DiffViewerScript.text)
        out.raw("</script>\n</body>\n</html>\n")
        return out.bytes
    }

    private func writeNavigation(to out: inout ByteBuffer) {
        out.raw("<nav class=\"sections\" aria-label=\"Sections\"><div class=\"wrap\">")
        if let diff = diffs.first, diffs.count == 1 {
            out.raw("<a href=\"#diff-1\">Overview</a>")
            if !diff.rollout.steps.isEmpty { out.html("<a href=\"#d1-plan\">Rollout plan <i>\(diff.rollout.steps.count)</i></a>") }
            if !diff.secrets.isEmpty { out.html("<a href=\"#d1-secrets\">Secrets <i>\(diff.secrets.count)</i></a>") }
            if !diff.changes.isEmpty { out.html("<a href=\"#d1-changes\">Changes <i>\(diff.changes.count)</i></a>") }
        } else {
            for (index, diff) in diffs.enumerated() {
                let name = diff.environment.map { VisibleText.line($0) } ?? "Configuration"
                out.html("<a href=\"#diff-\(index + 1)\">\(name) <i>\(diff.changes.count)</i></a>")
            }
        }
        out.raw("</div></nav>\n")
    }

    /// Writes the page beside `path` and moves it there when it is whole.
    package func write(to path: String) throws(ReportError) {
        var sink = try FileSink(path: path)
        try sink.write(bytes())
        try sink.finish()
    }
}
