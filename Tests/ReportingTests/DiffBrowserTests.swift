import Foundation
import KollaDiff
import Reporting
import Testing

/// The page of a configuration diff in headless Chromium: keys, search, folding, side by side; and all of it to be read without scripts.
@Suite(.serialized, .enabled(if: Browser.isExpected)) struct DiffBrowserTests {
    /// Opens the page in a frame and works it from outside.
    /// - Parameter steps: JavaScript with `d`, the page's document, `w`, its window, `key(name)`, `say(words)` and `shown(selector)`, the
    ///   number of elements that can be seen.
    /// - Returns: what was said, and what the browser logged.
    private func drive(
        _ diff: ConfigurationDiff, _ steps: String, width: Int = 1200, attributes: String = "", fragment: String = "",
        flags: [String] = []
    ) throws -> (said: [String], log: String) {
        let folder = try TemporaryFolder()
        try ConfigurationPage(diffs: [diff]).write(to: folder.path + "/diff.html")
        let outer = """
            <!doctype html><meta charset="utf-8"><pre id="seen"></pre>
            <iframe \(attributes) src="diff.html\(fragment)" width="\(width)" height="900"></iframe><script>
            onload=async()=>{const w=document.querySelector('iframe').contentWindow,d=w.document,seen=[];
            const say=x=>seen.push(x),tick=()=>new Promise(r=>setTimeout(r,250));
            const until=async f=>{for(let i=0;i<40&&!f();i++)await new Promise(r=>requestAnimationFrame(()=>setTimeout(r,100)))};
            const key=k=>(d.activeElement||d.body).dispatchEvent(new w.KeyboardEvent('keydown',{key:k,bubbles:true,cancelable:true}));
            const shown=s=>Array.from(d.querySelectorAll(s)).filter(e=>e.checkVisibility()).length;
            const type=t=>{const f=d.querySelector('#seek');f.value=t;f.dispatchEvent(new w.Event('input'))};
            const at=()=>{const c=d.activeElement.closest('.change');return c?c.id:'none'};
            try{\(steps)}catch(e){say('error '+e)}
            document.getElementById('seen').textContent='<<'+seen.join('|')+'>>'}
            </script>
            """
        try Data(outer.utf8).write(to: URL(filePath: folder.path + "/outer.html"))
        let (dom, log) = try Browser.dom(
            of: "file://\(folder.path)/outer.html", in: folder,
            flags: ["--allow-file-access-from-files", "--hide-scrollbars", "--virtual-time-budget=20000"] + flags)
        let start = try #require(dom.firstRange(of: "&lt;&lt;"), "\(dom.suffix(500))").upperBound
        let end = try #require(dom[start...].firstRange(of: "&gt;&gt;")).lowerBound
        return (dom[start..<end].split(separator: "|", omittingEmptySubsequences: false).map(String.init), log)
    }

    @Test func keysMoveAndFold() throws {
        let (said, log) = try drive(
            Fixture.kollaDiff(),
            """
            key('j');say(at());key('j');say(at());key('j');key('j');key('j');say(at());key('k');say(at());
            key('o');say(d.activeElement.closest('.change').open);key('o');say(d.activeElement.closest('.change').open);
            key('O');say(d.querySelectorAll('.change[open]').length);key('O');say(d.querySelectorAll('.change[open]').length);
            key('?');say(d.querySelector('#keys').open);key('j');say(d.querySelector('#keys').open);d.querySelector('#keys').close();
            key('/');say(d.activeElement.id);key('Escape');say(d.activeElement.id)
            """)
        #expect(said == ["d1-1", "d1-2", "d1-4", "d1-3", "false", "true", "0", "4", "true", "true", "seek", ""])
        #expect(!log.contains("CONSOLE"), "\(log)")
    }

    @Test func searchShowsWhatMatches() throws {
        let (said, _) = try drive(
            Fixture.kollaDiff(),
            """
            const now=()=>say(shown('.change')+' '+shown('.service')+' '+shown('.index li')+' '+d.querySelector('#found').textContent);
            now();type('TIMEOUT server');await tick();now();type('nova_compute');await tick();now();type('cmp02');await tick();now();
            type('prometheus/prometheus.d');await tick();now();type('no such thing');await tick();now();say(shown('#none'));
            key('/');key('Escape');await tick();now();d.querySelector('#stirring').click();await tick();now();key('j');key('j');key('j');say(at())
            """)
        #expect(
            said == [
                "4 3 3 ", "1 1 1 1 of 4 changes", "1 1 1 1 of 4 changes", "1 1 1 1 of 4 changes", "1 1 1 1 of 4 changes",
                "0 0 0 0 of 4 changes", "1", "4 3 3 ", "2 2 2 2 of 4 changes", "d1-2",
            ])
    }

    @Test func sideBySideShowsBothSides() throws {
        let (said, log) = try drive(
            Fixture.kollaDiff(),
            """
            say(shown('.beside'));key('u');key('j');key('j');await until(()=>shown('.beside')===2);
            say(shown('.beside')+' '+shown('pre.diff'));
            const t=d.querySelector('#d1-2 .beside');
            for(const r of Array.from(t.rows).slice(4,7))say(Array.from(r.cells,c=>c.textContent).join(','));
            say(d.querySelector('#split').getAttribute('aria-pressed'));key('u');await tick();say(shown('.beside')+' '+shown('pre.diff'))
            """, width: 1300)
        // Files that are new as a whole stay as they are.
        #expect(
            said == [
                "0", "2 1", "11,cpu_allocation_ratio = 16.0,11,cpu_allocation_ratio = 4.0", ",,12,reserved_host_memory_mb = 8192",
                "12,transport_url = rabbit://openstack:&lt;secret:rabbitmq_password&gt;@192.0.2.11:5672,openstack:&lt;secret:rabbitmq_password&gt;@192.0.2.12:5672//,13,transport_url = rabbit://openstack:&lt;secret:rabbitmq_password&gt;@192.0.2.11:5672,openstack:&lt;secret:rabbitmq_password&gt;@192.0.2.12:5672//",
                "true", "0 3",
            ])
        #expect(!log.contains("CONSOLE"), "\(log)")
    }

    /// The frame's sandbox forbids scripts.
    @Test func everythingIsThereWithScriptsOff() throws {
        let (said, _) = try drive(
            Fixture.kollaDiff(),
            """
            say(shown('.change')+' '+shown('pre.diff')+' '+shown('.settings')+' '+shown('.viewing')+' '+shown('dialog'));
            d.querySelector('#stirring').click();say(shown('.change'));d.querySelector('#stirring').click();
            d.querySelector('#d1-2 summary').click();say(shown('pre.diff'));say(d.body.innerText.includes('reserved_host_memory_mb = 8192'));
            say(d.documentElement.scrollWidth>d.documentElement.clientWidth)
            """, attributes: "sandbox=\"allow-same-origin\"")
        #expect(said == ["4 3 1 0 0", "2", "2", "false", "false"])
    }

    @Test(arguments: [360, 420, 768, 1100, 1400]) func noWidthScrollsSideways(_ width: Int) throws {
        for diff in [try Fixture.kollaDiff(), try Fixture.hostileDiff()] {
            let (said, _) = try drive(
                diff, "key('u');key('j');await tick();say(d.documentElement.scrollWidth-d.documentElement.clientWidth)",
                width: width)
            #expect(said == ["0"])
        }
    }

    @Test func aLinkUnfoldsItsChange() throws {
        let (said, _) = try drive(
            Fixture.kollaDiff(),
            """
            key('o');say(d.querySelectorAll('.change[open]').length+' '+d.querySelector('#d1-3').open);d.querySelector('.service').open=false;w.location.hash='#d1-1';await tick();
            say(at()+' '+d.querySelector('#d1-1').open+' '+d.querySelector('.service').open)
            """, fragment: "#d1-3")
        #expect(said == ["3 false", "d1-1 true true"])
    }

    @Test func thousandsOfChangesStayUsable() throws {
        let start = ContinuousClock.now
        let (said, log) = try drive(
            try Fixture.largeDiff(changes: 2_000),
            """
            say(shown('.change'));type('file-7.conf');await tick();await tick();say(d.querySelector('#found').textContent);type('');await tick();await tick();
            for(let i=0;i<50;i++)key('j');say(at());key('u');await tick();await tick();
            await until(()=>d.querySelector('.beside'));const drawn=d.querySelectorAll('.beside').length;say(drawn>0&&drawn<200);key('O');say(d.querySelectorAll('.change[open]').length)
            """)
        #expect(said == ["2000", "100 of 2000 changes", "d1-50", "true", "0"])
        #expect(ContinuousClock.now - start < .seconds(180))
        #expect(!log.contains("CONSOLE"), "\(log)")
    }

    /// Names of controls, order of headings, one main landmark, and contrast of all text, on light and on dark.
    @Test(arguments: [0, 1]) func canBeReadByEverybody(_ scheme: Int) throws {
        let (said, _) = try drive(
            Fixture.kollaDiff(),
            """
            const level=Array.from(d.querySelectorAll('h1,h2,h3,h4,h5')).filter(e=>e.checkVisibility()).map(e=>+e.tagName[1]);
            say(level[0]===1&&level.every((l,i)=>i===0||l<=level[i-1]+1));
            say(d.querySelectorAll('main').length+' '+d.documentElement.lang+' '+d.querySelectorAll('nav:not([aria-label])').length);
            const nameless=Array.from(d.querySelectorAll('a,button,input,summary,[role=region],pre[tabindex]')).filter(e=>
            !(e.getAttribute('aria-label')||e.textContent.trim()||e.closest('label')));say(nameless.length);
            const parse=c=>c.match(/[\\d.]+/g).map(Number);
            const lum=c=>{const v=c.slice(0,3).map(x=>{x/=255;return x<=.03928?x/12.92:((x+.055)/1.055)**2.4});return .2126*v[0]+.7152*v[1]+.0722*v[2]};
            const ground=e=>{for(;e;e=e.parentElement){const c=parse(w.getComputedStyle(e).backgroundColor);if(c.length<4||c[3]>0)return c}
            return [255,255,255]};
            const bad=new Set();const walk=d.createTreeWalker(d.body,4);
            while(walk.nextNode()){const e=walk.currentNode.parentElement;if(!walk.currentNode.data.trim()||!e.checkVisibility()||/SCRIPT|STYLE/.test(e.tagName))continue;
            const a=lum(parse(w.getComputedStyle(e).color)),b=lum(ground(e)),r=(Math.max(a,b)+.05)/(Math.min(a,b)+.05);
            if(r<4.5)bad.add(e.tagName+'.'+e.className+' '+r.toFixed(1))}
            say(Array.from(bad).join('; '));say(lum(parse(w.getComputedStyle(d.body).backgroundColor))<.5)
            """, flags: ["--blink-settings=preferredColorScheme=\(scheme)"])
        #expect(said == ["true", "1 en 0", "0", "", scheme == 0 ? "true" : "false"])
    }

    @Test func printsToPages() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/diff.html"
        try ConfigurationPage(diffs: [try Fixture.kollaDiff()]).write(to: path)
        _ = try Browser.run(["--print-to-pdf=\(folder.path)/diff.pdf", "--no-pdf-header-footer", "file://" + path], in: folder)
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/diff.pdf"))
        #expect(bytes.starts(with: Data("%PDF-".utf8)) && bytes.count > 20_000)
    }
}
