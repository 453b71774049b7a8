/// What the page does beyond reading when scripts are on. Nothing depends on it.
enum PageScript {
    /// The policy names the scripts by their hashes, so that no other text of the page can ever run; it forbids all loading.
    static func policy(for hashes: [String]) -> String {
        let sources = hashes.map { "'sha256-\($0)'" }.joined(separator: " ")
        return "default-src 'none'; style-src 'unsafe-inline'; script-src \(sources); base-uri 'none'; form-action 'none'"
    }

    /// SHA-256 of `text`, base64. A test compares it.
    static let hash = "fQNzL3NwEQWJA8RiWHLWV3GRuQCgVQGM5uB+w8rr+0c="

    static let text: StaticString = """
        'use strict';(()=>{
        const $=(s,r=document)=>r.querySelector(s),$$=(s,r=document)=>Array.from(r.querySelectorAll(s));
        const find=$('#find'),jobs=$$('.job'),stages=$$('.stage'),none=$('.nothing');
        $$('.scripted').forEach(e=>{e.hidden=false});
        const settle=()=>{
        let shown=0;
        stages.forEach(h=>{let any=false,e=h.nextElementSibling;
        while(e&&!e.matches('h3')){if(e.offsetParent!==null&&!e.hidden){any=true;shown++}e=e.nextElementSibling}
        h.classList.toggle('empty',!any)});
        none.hidden=shown>0};
        const search=()=>{const words=find.value.toLowerCase().split(/\\s+/).filter(Boolean);
        jobs.forEach(j=>{const t=j.dataset.find.toLowerCase();j.hidden=!words.every(w=>t.includes(w))});settle()};
        find.addEventListener('input',search);
        $$('input[name=show]').forEach(e=>e.addEventListener('change',settle));
        const fold=open=>jobs.forEach(j=>{if(!j.hidden&&j.offsetParent!==null)j.open=open});
        $('#unfold').addEventListener('click',()=>fold(true));
        $('#fold').addEventListener('click',()=>fold(false));
        const reveal=()=>{const id=decodeURIComponent(location.hash.slice(1)),e=id&&document.getElementById(id);if(!e)return;
        for(let d=e.closest('details');d;d=d.parentElement.closest('details')){d.open=true;d.hidden=false}
        if(e.closest('.job')){$('#show-all').checked=true;settle();const s=e.classList.contains('body')?e.previousElementSibling:e;
        s.scrollIntoView({block:e===s?'center':'start'});if(e!==s)s.focus({preventScroll:true})}};
        addEventListener('hashchange',reveal);reveal();
        document.addEventListener('keydown',e=>{
        if(e.ctrlKey||e.metaKey||e.altKey||/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)){
        if(e.key==='Escape'&&e.target===find){find.value='';search();find.blur()}return}
        if(e.key==='/'){e.preventDefault();find.focus()}});
        const heat=(n,on)=>{const svg=n.closest('svg'),i=n.dataset.node;
        $$('.edges path',svg).forEach(p=>{if(p.dataset.from===i||p.dataset.to===i)p.classList.toggle('hot',on)})};
        $$('.node').forEach(n=>{const a=n.closest('a')||n;
        a.addEventListener('mouseenter',()=>heat(n,true));a.addEventListener('mouseleave',()=>heat(n,false));
        a.addEventListener('focus',()=>heat(n,true));a.addEventListener('blur',()=>heat(n,false))});
        })();
        """
}
