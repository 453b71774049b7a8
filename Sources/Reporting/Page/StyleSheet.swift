/// The page's style. Colours are variables of `GraphStyle`; one accent, status colours only for statuses.
enum StyleSheet {
    /// The document: type, rhythm, header, navigation, tables.
    static let base: StaticString = """
        *{box-sizing:border-box}html{scroll-padding-top:64px;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);\
        font:15px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
        .wrap{max-width:1240px;margin:0 auto;padding:0 28px}
        h1{font-size:26px;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:4px 0 12px;overflow-wrap:anywhere}
        h2{font-size:18px;line-height:1.3;font-weight:650;margin:0 0 14px}h3{font-size:14px;font-weight:600;margin:0}
        h4{font-size:13px;font-weight:600;margin:14px 0 6px}p{margin:0 0 12px}
        section{padding:28px 0;border-top:1px solid var(--line)}section.overview{border-top:0;padding-top:24px}
        a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
        .mono,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.9em}
        .soft{color:var(--ink-soft)}.plus{color:var(--success)}.minus{color:var(--failed)}
        .skip{position:absolute;left:-999px}.skip:focus{left:12px;top:12px;background:var(--card);padding:6px 12px;z-index:9}
        .top{padding:28px 0 20px}.crumb{margin:0;font-size:13px;font-weight:600}.crumb span{color:var(--ink-soft);font-weight:400;margin-left:6px}
        .verdict{display:flex;gap:12px;align-items:center;flex-wrap:wrap;margin:0 0 16px;font-size:16px}
        .pill{display:inline-flex;gap:7px;align-items:center;border:1px solid var(--tone,var(--line-strong));color:var(--tone,var(--ink));\
        border-radius:99px;padding:2px 12px 2px 6px;font-size:14px;font-weight:600}
        .pill::first-letter{text-transform:uppercase}
        .s-success{--tone:var(--success)}.s-failed{--tone:var(--failed)}.s-warning{--tone:var(--warning)}.s-running{--tone:var(--running)}
        .s-canceled,.s-skipped,.s-manual,.s-created,.s-waiting{--tone:var(--quiet)}
        .meta{display:flex;flex-wrap:wrap;gap:6px 28px;margin:0;font-size:13px}.meta div{display:flex;gap:8px;min-width:0}
        .meta dt{color:var(--ink-soft)}.meta dd{margin:0;overflow-wrap:anywhere}
        .sections{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--line)}
        .sections .wrap{display:flex;gap:24px;overflow-x:auto;scrollbar-width:none}
        .sections a{color:var(--ink-soft);padding:12px 0;font-size:14px;white-space:nowrap}.sections a:hover{color:var(--ink);text-decoration:none}
        .sections i,.tools i{font-style:normal;font-size:12px;color:var(--ink-soft);margin-left:3px}
        .mark{flex:none;vertical-align:-3px;margin-right:8px}.count .mark,.pill .mark{margin:0}.mark .icon{--card:var(--paper)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
        th{text-align:left;font-weight:500;color:var(--ink-soft);font-size:13px}
        th,td{padding:8px 16px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}.number{text-align:right;white-space:nowrap}
        td.number{font-variant-numeric:tabular-nums}th:last-child,td:last-child{padding-right:0}
        footer{padding:24px 28px 48px;color:var(--ink-soft);font-size:13px}
        summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}
        summary::before{content:"";flex:none;width:0;height:0;border:4px solid transparent;border-left:5px solid var(--line-strong);\
        border-right:0;margin:0 9px 0 2px;display:inline-block;transition:transform .1s}
        details[open]>summary::before{transform:rotate(90deg)}
        .note,.cut{color:var(--ink-soft);font-size:13px}.problem{color:var(--failed)}

        """

    /// The sections.
    static let parts: StaticString = """
        .bar{display:flex;gap:2px;height:8px;border-radius:4px;overflow:hidden;margin-bottom:20px}
        .bar span{background:var(--tone);min-width:3px;flex-basis:0}.bar .s-skipped,.bar .s-manual,.bar .s-created{background:var(--line)}
        .figures{display:flex;flex-wrap:wrap;gap:18px 44px;margin:0}.figures dt{color:var(--ink-soft);font-size:13px}
        .figures dd{margin:0;display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline}
        .figures b{font-size:22px;font-weight:600;letter-spacing:-.01em}.figures span{font-size:13px;color:var(--ink-soft)}
        .figures .count{display:inline-flex;gap:5px;align-items:center;align-self:center}
        .failure{border-left:3px solid var(--failed);padding:2px 0 2px 18px;margin:0 0 22px}.failure h3{font-size:15px}
        .failure h3 a{color:var(--ink)}.failure p{margin:4px 0 8px;color:var(--ink-soft);font-size:14px}
        .failed-tests{margin:0 0 10px;padding-left:18px;font-size:14px}
        .tail{margin:0;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:12px 14px;overflow:auto;\
        font-size:12.5px;line-height:1.55;white-space:pre-wrap;overflow-wrap:anywhere;max-height:420px}
        .canvas{overflow-x:auto;margin-bottom:14px}.canvas .graph{display:block;height:auto;max-width:100%}
        .graph a:focus-visible{outline:none}.graph a:focus-visible .card,.graph a:hover .card{stroke:var(--accent)}
        .child{margin:8px 0}.child>summary{padding:6px 0}.child .canvas{margin:6px 0 0 20px}
        .path{list-style:none;margin:0 0 20px;padding:0;display:flex;flex-wrap:wrap;gap:4px 10px;font-size:14px}
        .path li:not(:last-child)::after{content:"→";color:var(--ink-soft);margin-left:10px}.path b{font-weight:600}
        .path .depth-1::before{content:"( ";color:var(--ink-soft)}
        .path .depth-1:has(+.depth-0)::after,.path .depth-1:last-child::after{content:") →";color:var(--ink-soft);margin-left:10px}
        .path .depth-1+.depth-1::before{content:""}.path .depth-1:last-child::after{content:")"}
        .gantt{font-size:12.5px}.row{display:grid;grid-template-columns:190px 1fr;gap:14px;align-items:center}
        .row:nth-child(even){background:var(--panel)}.who{padding-left:8px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        .who.depth-1{padding-left:26px}.who.depth-2,.who.depth-3{padding-left:44px}
        .track{position:relative;height:26px;display:block}.scale .track{height:22px}
        .scale .track span{position:absolute;color:var(--ink-soft);border-left:1px solid var(--line);padding-left:5px;white-space:nowrap}
        .run{position:absolute;top:7px;height:12px;min-width:3px;border-radius:3px;background:var(--bar);--bar:var(--line-strong)}
        .run.critical{--bar:var(--accent);top:5px;height:16px}.run.s-failed{--bar:var(--failed)}
        .run.s-failed.critical{box-shadow:0 0 0 2px var(--paper),0 0 0 4px var(--accent)}
        .track .took{position:absolute;top:50%;transform:translateY(-50%);padding:0 8px;color:var(--ink-soft);white-space:nowrap}
        .run>span{position:absolute;inset:-2px 0;overflow:hidden;white-space:nowrap;color:var(--paper);padding:0 4px;font-size:11px}
        .wait{position:absolute;top:12px;height:2px;background:var(--warning)}
        .tried{position:absolute;top:7px;height:12px;border:1.5px solid var(--failed);border-radius:3px}
        .key{display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center;margin:14px 0 0;font-size:13px;color:var(--ink-soft)}
        .key span{width:18px;height:10px;border-radius:3px;background:var(--line-strong);margin-left:12px}.key span:first-child{margin-left:0}
        .key .k-path{background:var(--accent);height:14px}.key .k-failed{background:var(--failed)}.key .k-wait{background:var(--warning);height:2px}
        .warnings{border:1px solid var(--warning);border-radius:6px;padding:10px 16px;margin:16px 0;font-size:14px}
        .warnings ul{margin:4px 0 0;padding-left:18px}
        .tag{border:1px solid var(--line-strong);border-radius:99px;padding:0 9px;font-size:12px;color:var(--ink-soft)}
        :root{--added:#e4f5e8;--gone:#fde8e8}
        .test{border-left:3px solid var(--failed);padding:0 0 0 14px;margin:18px 0}.test summary,.cases li{display:flex;align-items:center;gap:0 10px;flex-wrap:wrap}
        .test p{margin:6px 0}.test summary .mark,.cases .mark{margin:0}.test .took,.cases .took{margin-left:auto;color:var(--ink-soft);font-size:13px}
        .test,.cases,.slow td:first-child,.why,.failure,.path{overflow-wrap:anywhere}.more{margin:12px 0}.more>summary{font-weight:500;padding:4px 0}.cases{list-style:none;margin:0;padding:0;font-size:14px}
        .cases li{padding:3px 0;border-bottom:1px solid var(--line)}.slow b{font-weight:500}.share{width:30%}
        .share span{display:block;height:8px;margin-top:7px;background:var(--accent);border-radius:2px;min-width:2px}
        .tools{display:flex;flex-wrap:wrap;gap:12px 20px;justify-content:space-between;margin-bottom:14px}
        .tools fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:6px}.tools legend{position:absolute;left:-999px}
        .tools label{position:relative}.tools label input{position:absolute;opacity:0;inset:0}
        .tools label span,.tools button,.tools [type=search]{display:inline-block;border:1px solid var(--line);border-radius:6px;\
        padding:4px 11px;font:inherit;font-size:13px;color:var(--ink);background:var(--card);cursor:pointer}
        .tools [type=search]{border-color:var(--line-strong);cursor:text;width:180px}.tools button:hover,.tools label:hover span{border-color:var(--line-strong)}
        .tools :checked+span{border-color:var(--accent);color:var(--accent)}.tools :focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
        .scripted{display:flex;flex-wrap:wrap;gap:6px}[hidden]{display:none!important}
        .stage{color:var(--ink-soft);font-size:13px;font-weight:600;padding:16px 0 6px}.stage.empty{display:none}
        .job{border:1px solid var(--line);border-bottom-width:0}.stage+.job{border-radius:6px 6px 0 0}
        .job:has(+.stage),.job:last-child,.joblist>.job:has(+.job.depth-0):is(.x){border-bottom-width:1px;border-radius:0 0 6px 6px}
        .stage+.job:has(+.stage),.stage+.job:last-child{border-radius:6px}
        .job>summary{display:grid;grid-template-columns:auto auto minmax(120px,auto) 1fr auto;align-items:center;padding:8px 14px;scroll-margin-top:60px}
        .job>summary:hover{background:var(--panel)}.job .name{font-weight:500;overflow-wrap:anywhere}
        .why{color:var(--ink-soft);font-size:13px;padding:0 14px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .job.s-failed .why{color:var(--failed)}.job .took{color:var(--ink-soft);font-size:13px;font-variant-numeric:tabular-nums;white-space:nowrap}
        .depth-1:is(.job,.stage){margin-left:24px}.depth-2:is(.job,.stage),.depth-3:is(.job,.stage){margin-left:48px}
        .body{padding:4px 14px 16px;scroll-margin-top:110px}.attempt{margin:10px 0}.attempt>summary{display:flex;align-items:center;gap:8px;padding:4px 0}
        .attempt .mark{margin:0}.attempt>summary .took{margin-left:auto}.logfile{color:var(--ink-soft);font-size:12.5px;margin:12px 0 6px;overflow-wrap:anywhere}
        .files ul{margin:4px 0;padding-left:20px}.files summary{font-size:13px;color:var(--ink-soft)}

        """

    /// Logs: always light on dark, as in a terminal, so that the colours a program chose stay readable.
    static let log: StaticString = """
        .log{background:#16181d;color:#d6dae0;border-radius:6px;padding:10px 0;overflow:hidden;position:relative;\
        font:12.5px/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
        .log .l,.log summary{position:relative;padding:0 14px 0 64px;white-space:pre-wrap;overflow-wrap:anywhere;min-height:1.6em}
        .log a{position:absolute;z-index:1;left:0;width:46px;text-align:right;color:#868e9b;user-select:none;-webkit-user-select:none}
        .log .l:hover,.log summary:hover{background:#20242b}.log :target{background:#2b3450}
        .log summary::before{position:absolute;left:51px;top:.5em;margin:0;border-left-color:#868e9b}
        .log summary{padding-right:110px!important}.log .took{position:absolute;right:14px;top:0;color:#a0a7b3;background:#2a2f37;border-radius:4px;padding:0 7px;font-size:11px;margin:2px 0}
        .log .cut{padding:8px 14px 8px 64px;color:#dba642;background:#20242b;margin:6px 0}.log em{color:#dba642;font-style:normal}
        .log .b{font-weight:700}.log .d{opacity:.75}.log .i{font-style:italic}.log .u{text-decoration:underline}.log .s{text-decoration:line-through}
        .log .us{text-decoration:underline line-through}
        .f0{color:#8a919c}.f1{color:#ff7b80}.f2{color:#56c271}.f3{color:#dba642}.f4{color:#7da6ff}.f5{color:#d39bef}.f6{color:#4ec4cf}.f7{color:#d6dae0}
        .f8{color:#9aa1ac}.f9{color:#ff9ea1}.f10{color:#7ee095}.f11{color:#f0c463}.f12{color:#a4c1ff}.f13{color:#e3b8f7}.f14{color:#7bdde6}.f15{color:#fff}

        """

    /// Filters without script, dark, narrow, print, less motion.
    static let adaptive: StaticString = """
        #jobs:has(#show-s-failed:checked) .job:not(.s-failed),#jobs:has(#show-s-warning:checked) .job:not(.s-warning),\
        #jobs:has(#show-s-running:checked) .job:not(.s-running),#jobs:has(#show-s-waiting:checked) .job:not(.s-waiting),\
        #jobs:has(#show-s-canceled:checked) .job:not(.s-canceled),#jobs:has(#show-s-skipped:checked) .job:not(.s-skipped),\
        #jobs:has(#show-s-manual:checked) .job:not(.s-manual),#jobs:has(#show-s-created:checked) .job:not(.s-created),\
        #jobs:has(#show-s-success:checked) .job:not(.s-success){display:none}
        .job:not([open]){content-visibility:auto;contain-intrinsic-size:auto 40px}
        @media (prefers-color-scheme:dark){:root{--added:#12301c;--gone:#3a191c}.log{border:1px solid var(--line)}}
        @media (max-width:720px){.wrap{padding:0 16px}h1{font-size:21px}.figures{gap:14px 28px}.row{grid-template-columns:96px 1fr;gap:8px}
        .job>summary{grid-template-columns:auto auto 1fr auto}.why{grid-column:3/-1;grid-row:2;padding:0;white-space:normal}
        .log .l,.log summary,.log .cut{padding-left:48px}.log a{width:34px}.log summary::before{left:37px}
        .depth-1:is(.job,.stage){margin-left:12px}.track .took,.scale .track span:nth-child(even),.share{display:none}.gantt{overflow:hidden}
        .tools [type=search]{width:100%}.meta{flex-direction:column}}
        @media (prefers-reduced-motion:reduce){*{transition:none!important}}
        @media print{:root{--paper:#fff;--panel:#fff;--card:#fff;--ink:#000;--ink-soft:#444;--line:#bbb;--line-strong:#666;--edge:#888;--accent:#1d3f9e;\
        --success:#155f2c;--failed:#a11520;--warning:#7a4f00;--added:#e4f5e8;--gone:#fde8e8}
        body{font-size:10pt}.wrap{max-width:none;padding:0}.sections,.tools,.skip,.nothing{display:none!important}section{padding:14pt 0}
        .job:not([open]){content-visibility:visible}.tail{max-height:none}.canvas .graph{min-width:0!important}
        .log{background:#fff;color:#000;border:1px solid #bbb}.log *{color:inherit!important;background:none!important}
        .log a{color:#666!important}.row,.failure,.job>summary{break-inside:avoid}h2,h3{break-after:avoid}
        .bar,.run,.wait,.key span,.share span{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        @page{margin:14mm}

        """
}
