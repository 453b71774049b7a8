internal import PipelineModel

/// What the changes do beyond reading when scripts are on: search, keys, folding, side by side. Nothing depends on it.
enum DiffViewerScript {
    /// SHA-256, base64.
    static let hash = Base64.text(SHA256.digest(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)))

    static let text: StaticString = """
        'use strict';(()=>{
        const $=(s,r=document)=>r.querySelector(s),$$=(s,r=document)=>Array.from(r.querySelectorAll(s));
        const changes=$$('.change'),seek=$('#seek');if(!seek)return;
        $$('.viewing').forEach(e=>{e.hidden=false});
        const services=$$('.service'),found=$('#found'),none=$('#none'),split=$('#split'),keys=$('#keys'),stirring=$('#stirring');
        const wide=matchMedia('(min-width:900px)');
        let texts=null,current=null,wait=0,late=0,paired=false;
        const shown=c=>!c.hidden&&!(stirring.checked&&!c.classList.contains('stirs'));
        const text=i=>{texts=texts||[];if(texts[i]===undefined){const c=changes[i],titles=$$('[title]',c).map(e=>e.title).join(' ');
        texts[i]=(c.closest('.service').querySelector('h4').textContent+'/'+c.textContent+' '+titles).toLowerCase()}return texts[i]};
        const settle=()=>{let count=0;
        services.forEach(s=>{const any=$$('.change',s).filter(shown).length;s.hidden=any===0;count+=any;
        const link=$('.index a[href="#'+s.id+'"]');if(link)link.parentElement.hidden=any===0});
        found.textContent=count===changes.length?'':count+' of '+changes.length+' changes';none.hidden=count>0};
        let words=[];
        const light=()=>{if(!window.CSS||!CSS.highlights)return;CSS.highlights.delete('seek');if(!words.length)return;
        const ranges=[];
        for(const c of changes){if(!shown(c))continue;const walk=document.createTreeWalker(c,NodeFilter.SHOW_TEXT);
        while(walk.nextNode()){const node=walk.currentNode,low=node.data.toLowerCase();
        for(const w of words)if(w.length>1)for(let at=low.indexOf(w);at>=0;at=low.indexOf(w,at+w.length)){
        const range=new Range();range.setStart(node,at);range.setEnd(node,at+w.length);ranges.push(range);
        if(ranges.length>3000){CSS.highlights.set('seek',new Highlight(...ranges));return}}}}
        CSS.highlights.set('seek',new Highlight(...ranges))};
        const search=()=>{words=seek.value.toLowerCase().split(/\\s+/).filter(Boolean);
        changes.forEach((c,i)=>{c.hidden=words.length>0&&!words.every(w=>text(i).includes(w))});
        settle();light()};
        seek.addEventListener('input',()=>{clearTimeout(wait);wait=setTimeout(search,changes.length>200?150:0)});
        stirring.addEventListener('change',settle);
        const go=c=>{if(!c)return;current=c;if(paired)draw(c);const s=c.closest('.service');if(!s.open)s.open=true;
        const head=$('summary',c);head.focus({preventScroll:true});c.scrollIntoView({block:'start'})};
        const step=by=>{const list=changes.filter(shown);if(!list.length)return;
        const held=document.activeElement&&document.activeElement.closest('.change'),at=list.indexOf(held||current);
        if(at>=0){go(list[Math.min(Math.max(at+by,0),list.length-1)]);return}
        const below=list.findIndex(c=>c.getBoundingClientRect().top>=0);
        go(below<0?list[list.length-1]:by>0?list[below]:list[Math.max(below-1,0)])};
        const fold=open=>{changes.forEach(c=>{if(shown(c))c.open=open})};
        $('#close').addEventListener('click',()=>fold(false));$('#open').addEventListener('click',()=>fold(true));
        const beside=pre=>{
        const table=document.createElement('table');table.className='beside';
        for(const kind of ['no','','no','']){const col=document.createElement('col');col.className=kind;table.append(col)}
        const row=(a,b,kind)=>{const r=table.insertRow();if(kind)r.className=kind;
        for(const side of [a,b]){const n=r.insertCell(),t=r.insertCell();n.className='no';t.className='side';
        if(side){n.textContent=side.no;t.classList.add(side.kind);t.append(...Array.from(side.from.childNodes,x=>x.cloneNode(true)));
        const last=t.lastChild,first=t.firstChild;if(last&&last.nodeType===3)last.data=last.data.replace(/\\n$/,'');
        if(first&&first.nodeType===3)first.data=first.data.slice(1)}else t.classList.add('empty')}};
        for(const hunk of pre.querySelectorAll('.hunk')){let o=+hunk.dataset.old,n=+hunk.dataset.new,gone=[],come=[];
        const flush=()=>{for(let i=0;i<Math.max(gone.length,come.length);i++)row(gone[i],come[i]);gone=[];come=[]};
        for(const line of hunk.children){
        if(line.tagName==='DEL'){if(come.length)flush();gone.push({no:o++,from:line,kind:'gone'})}
        else if(line.tagName==='INS')come.push({no:n++,from:line,kind:'come'});
        else{flush();if(line.tagName==='SPAN')row({no:o++,from:line,kind:'same'},{no:n++,from:line,kind:'same'});
        else{const r=table.insertRow(),c=r.insertCell();c.colSpan=4;c.className='head';c.textContent=line.textContent.trim()}}}
        flush()}
        return table};
        const watch=new IntersectionObserver(entries=>{for(const e of entries)if(e.isIntersecting)draw(e.target)},{rootMargin:'800px'});
        const draw=c=>{const pre=$('pre.diff',c);watch.unobserve(c);if(!pre||$('.beside',c))return;
        if(!$('del',pre)||!$('ins',pre))return;
        const box=document.createElement('div');box.className='pair';box.tabIndex=0;box.setAttribute('role','region');
        box.setAttribute('aria-label',pre.getAttribute('aria-label')+', side by side');box.append(beside(pre));pre.after(box);pre.classList.add('paired');
        clearTimeout(late);late=setTimeout(light,100)};
        const view=on=>{paired=on&&wide.matches;document.body.classList.toggle('split',paired);split.setAttribute('aria-pressed',String(paired));
        if(!paired){watch.disconnect();return}
        const near=changes.filter(c=>{const r=c.getBoundingClientRect();return r.top<innerHeight+800&&r.bottom>-800});
        near.forEach(draw);changes.forEach(c=>watch.observe(c))};
        split.addEventListener('click',()=>view(!paired));
        wide.addEventListener('change',()=>{split.hidden=!wide.matches;if(!wide.matches&&paired)view(false)});split.hidden=!wide.matches;
        $('#help').addEventListener('click',()=>keys.showModal());
        const reveal=()=>{const e=location.hash.length>1&&document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if(!e||!e.closest('.service'))return;for(let d=e.closest('details');d;d=d.parentElement.closest('details')){d.open=true;d.hidden=false}
        if(e.matches('.change'))go(e);else e.scrollIntoView({block:'start'})};
        addEventListener('hashchange',reveal);reveal();
        // A page with more to search than changes: the slash belongs to what is in view.
        const near=()=>!$('#find')||$$('.kolla').some(s=>{const r=s.getBoundingClientRect();return r.top<innerHeight/2&&r.bottom>innerHeight/2});
        const folded=[];
        addEventListener('beforeprint',()=>{$$('details.change:not([open]),details.service:not([open])').forEach(d=>{folded.push(d);d.open=true})});
        addEventListener('afterprint',()=>{folded.splice(0).forEach(d=>{d.open=false})});
        document.addEventListener('keydown',e=>{
        if(e.key==='Escape'&&e.target===seek){seek.value='';search();seek.blur();return}
        if(e.ctrlKey||e.metaKey||e.altKey||keys.open||/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)&&e.target.type!=='checkbox')return;
        const held=document.activeElement&&document.activeElement.closest('.change')||current;
        if(e.key==='j')step(1);else if(e.key==='k')step(-1);
        else if(e.key==='o'&&held)held.open=!held.open;
        else if(e.key==='O')fold(!changes.some(c=>shown(c)&&c.open));
        else if(e.key==='u')view(!paired);
        else if(e.key==='?')keys.showModal();
        else if(e.key==='/'&&near()){seek.focus();seek.select()}
        else return;
        e.preventDefault();e.stopPropagation()},true);
        settle()})();
        """
}
