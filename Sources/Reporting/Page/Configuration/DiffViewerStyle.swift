/// The style of configuration diffs; see `StyleSheet` for the rest of a page.
enum DiffViewerStyle {
    static let rules: StaticString = """
        .pill.plain{padding-left:12px}.part{font-size:16px;margin:26px 0 10px}
        .facts{margin:0 0 18px;display:grid;gap:5px;font-size:14px}.facts>div{display:grid;grid-template-columns:92px 1fr;gap:12px}
        .facts dt{color:var(--ink-soft)}.facts dd{margin:0;overflow-wrap:anywhere}.commands{margin:0;padding-left:22px}
        .risk{border:1px solid var(--tone);color:var(--tone);border-radius:4px;padding:0 6px;font-size:12px;font-weight:600}
        .plan{margin:0 0 16px;padding-left:22px}.plan>li{margin:0 0 16px;padding-left:6px}.plan p{margin:0 0 6px}.plan ul{margin:6px 0;padding-left:18px;font-size:14px}
        .plan li li{margin:3px 0}.command{margin:0;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:8px 12px;white-space:pre-wrap;overflow-wrap:anywhere}
        .causes summary{font-size:13px;color:var(--ink-soft)}
        .viewer{position:sticky;top:0;z-index:4;background:var(--paper);padding:10px 0;margin:0;border-bottom:1px solid var(--line)}
        .sections~main .viewer{top:45px}.viewing{display:flex;flex-wrap:wrap;gap:6px;align-items:center}.viewer [type=search]{width:230px}
        .viewer [aria-pressed=true]{border-color:var(--accent);color:var(--accent)}.viewer output{font-size:13px;margin-left:6px}
        .browse{display:grid;grid-template-columns:minmax(0,1fr);margin-top:12px}.index ul{list-style:none;margin:0;padding:0}
        .index{font-size:13px;overflow-x:auto;scrollbar-width:thin}.index ul{display:flex;gap:4px 18px}.index li{white-space:nowrap}
        .index i{font-style:normal;color:var(--ink-soft)}
        .service{margin:6px 0 18px;scroll-margin-top:60px}.service>summary{display:flex;align-items:center;padding:6px 0}.service h4{margin:0;font-size:15px}
        .service>summary .soft{margin-left:10px;font-size:13px}
        .change{border:1px solid var(--line);border-radius:6px;margin:8px 0 14px;scroll-margin-top:62px;content-visibility:auto;contain-intrinsic-size:auto var(--height)}
        .sections~main .change{scroll-margin-top:106px}.change:not([open]){contain-intrinsic-size:auto 42px}
        .change>summary{display:flex;flex-wrap:wrap;gap:3px 12px;align-items:center;padding:8px 14px;background:var(--panel);font-size:13px;border-radius:6px}
        .change>summary::before{margin-right:-4px}.change>summary:focus-visible{outline-offset:-2px}.change h5{margin:0;font-size:13px;font-weight:600;overflow-wrap:anywhere}
        .change summary span{overflow-wrap:anywhere;min-width:0}.effect{color:var(--ink-soft)}.stirs .effect{color:var(--warning);font-weight:600}
        .nums{margin-left:auto;display:flex;gap:10px}.remark{margin:10px 14px;font-size:13px}
        .settings{margin:0;border-top:1px solid var(--line);table-layout:fixed;font-size:13px}.settings th,.settings td{padding:5px 14px;overflow-wrap:anywhere}
        .settings del{background:var(--gone);text-decoration:none}.settings ins{background:var(--added);text-decoration:none}
        .diff{margin:0;padding:6px 0;font-size:12.5px;line-height:20px;white-space:pre-wrap;overflow-wrap:anywhere;border-top:1px solid var(--line)}
        .hunk{display:block}.hunk>*{display:block;position:relative;padding:0 14px 0 calc(104px + 1ch);text-indent:-1ch;min-height:20px;font-weight:400;font-style:normal;text-decoration:none}
        .hunk>b,.hunk>i{color:var(--ink-soft);text-indent:0;padding-left:104px}.hunk>ins{background:var(--added);counter-increment:new}
        .hunk>del{background:var(--gone);counter-increment:old}.hunk>span{counter-increment:old new}
        .hunk>span::before,.hunk>del::before,.hunk>span::after,.hunk>ins::after{position:absolute;top:0;width:40px;text-align:right;text-indent:0;color:var(--ink-soft);font-size:11px}
        .hunk>span::before,.hunk>del::before{content:counter(old);left:2px}.hunk>span::after,.hunk>ins::after{content:counter(new);left:50px}
        .diff mark,.side mark{color:inherit;border-radius:2px}.hunk>ins mark,.come mark{background:var(--added-word)}.hunk>del mark,.gone mark{background:var(--gone-word)}
        :root{--added-word:#abe3b8;--gone-word:#f8bcbc}::highlight(seek){background:#ffd84d;color:#000}
        .pair{display:none;border-top:1px solid var(--line)}.split .pair{display:block}.split .paired{display:none}
        .beside{table-layout:fixed;font:12.5px/20px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
        .beside td{border:0;padding:0 10px;white-space:pre-wrap;overflow-wrap:anywhere;vertical-align:top}.beside col.no{width:46px}.beside .no{padding:0 6px 0 0;text-align:right;color:var(--ink-soft);font-size:11px;user-select:none}
        .beside .head{color:var(--ink-soft);padding-left:56px}.beside .gone{background:var(--gone)}.beside .come{background:var(--added)}.beside .empty{background:var(--panel)}
        .beside td:nth-child(3){border-left:1px solid var(--line)}
        .kolla:has(#stirring:checked) .change:not(.stirs),.kolla:has(#stirring:checked)~.kolla .change:not(.stirs){display:none}
        dialog{border:1px solid var(--line-strong);border-radius:8px;background:var(--card);color:var(--ink);padding:18px 22px;max-width:420px}
        dialog::backdrop{background:rgba(0,0,0,.4)}dialog dl{margin:12px 0}dialog dl div{display:flex;gap:14px;margin:6px 0}dialog dt{width:74px}dialog dd{margin:0}
        kbd{border:1px solid var(--line-strong);border-radius:4px;padding:0 6px;font:12px ui-monospace,Menlo,Consolas,monospace}
        dialog button{font:inherit;border:1px solid var(--line-strong);border-radius:6px;background:var(--card);color:var(--ink);padding:4px 12px}
        @media (prefers-color-scheme:dark){:root{--added-word:#1e5c33;--gone-word:#6e2a2f}}
        @media (min-width:1100px){.browse:has(.index){grid-template-columns:190px minmax(0,1fr);gap:24px}
        .index{position:sticky;top:64px;align-self:start;max-height:calc(100vh - 80px);overflow:auto}.index ul{display:block}.index li{padding:3px 0;overflow:hidden;text-overflow:ellipsis}
        .sections~main .index{top:108px}}
        @media (max-width:720px){.facts>div{grid-template-columns:1fr;gap:0}.hunk>*{padding:0 8px 0 calc(44px + 1ch)}.hunk>b,.hunk>i{padding-left:44px}
        .hunk>span::after,.hunk>ins::after{left:0;width:38px}.hunk>span::before{display:none}.hunk>del::before{left:0;width:38px}
        .viewer{position:static}.viewer [type=search]{width:100%}.nums{margin-left:0}.settings th,.settings td{padding:5px 8px}.change{scroll-margin-top:8px}}
        @media print{.viewer,.index,.pair,dialog{display:none!important}.split .paired{display:block}.change{content-visibility:visible;overflow:visible}
        .browse{display:block!important}.change>summary{break-after:avoid}:root{--added-word:#abe3b8;--gone-word:#f8bcbc}
        .hunk>ins,.hunk>del,.settings ins,.settings del,mark{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

        """
}
