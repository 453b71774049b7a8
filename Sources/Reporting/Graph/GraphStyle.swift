/// Colours and rules of the drawings. The page uses the same names, so that a drawing follows the page.
enum GraphStyle {
    /// Light, and dark where the reader prefers it. Text colours have a contrast of at least 4.5 on their surface.
    static let colours: StaticString = """
        :root{color-scheme:light dark;--paper:#fff;--panel:#f6f7f9;--card:#fff;--line:#d5d9e0;--line-strong:#8b94a3;--edge:#a9b1bd;--ink:#1c2024;\
        --ink-soft:#59616e;--accent:#2f5bd0;--success:#1a7f37;--failed:#c4222d;--warning:#8f5d00;--running:#2f5bd0;--quiet:#656d7a}
        @media (prefers-color-scheme:dark){:root{--paper:#101114;--panel:#17191d;--card:#1e2126;--line:#31353d;--line-strong:#737c8b;--edge:#5d6573;\
        --ink:#e6e8eb;--ink-soft:#a0a7b3;--accent:#8aabff;--success:#4cc26a;--failed:#ff7b80;--warning:#dba642;--running:#8aabff;\
        --quiet:#959dab}}

        """

    static let rules: StaticString = """
        .graph{font:13px -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
        .graph text{fill:var(--ink)}.graph .stage{font-weight:600;fill:var(--ink-soft)}
        .graph .aside{text-anchor:end;font-size:11px;fill:var(--ink-soft)}.graph .paper{fill:var(--paper)}
        .graph .panel{fill:var(--panel)}.graph .card{fill:var(--card);stroke:var(--line)}
        .graph .node.s-failed .card{stroke:var(--failed)}.graph .node.s-running .card{stroke:var(--running)}
        .graph .node.s-manual .card,.graph .node.s-skipped .card{stroke-dasharray:3 3}
        .graph .node.s-skipped text{fill:var(--ink-soft)}
        .graph .edges path{fill:none;stroke:var(--edge);stroke-width:1.25}
        .graph .edges path.hot{stroke:var(--accent);stroke-width:2}
        .graph .barrier{fill:none;stroke:var(--line-strong);stroke-width:1.25;stroke-linecap:round;stroke-linejoin:round}
        .icon{--mark:var(--quiet)}.icon circle{fill:none;stroke:var(--mark);stroke-width:1.5}
        .icon path{fill:none;stroke:var(--mark);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
        .icon.s-success{--mark:var(--success)}.icon.s-failed{--mark:var(--failed)}.icon.s-warning{--mark:var(--warning)}
        .icon.s-running{--mark:var(--running)}.icon.s-waiting{--mark:var(--warning)}
        .icon.s-success circle,.icon.s-failed circle{fill:var(--mark)}
        .icon.s-success path,.icon.s-failed path{stroke:var(--card)}

        """
}
