import Foundation
import Reporting
import Testing

/// The recorded run's page in headless Chromium. Skipped only where there is no Chromium and no CI.
@Suite(.serialized, .enabled(if: Browser.isExpected)) struct BrowserTests {
    @Test func scriptRunsWithoutComplaint() throws {
        let folder = try TemporaryFolder()
        let (dom, log) = try Browser.dom(of: page(in: folder), in: folder)
        #expect(!log.contains("CONSOLE"), "\(log)")
        #expect(!log.contains("Content Security Policy"))
        // The script takes the mark off what needs it.
        #expect(dom.contains("<div class=\"scripted\">"))
    }

    /// The page lies in a frame whose sandbox forbids scripts; the document around it works its controls and tells what it sees.
    @Test func everythingWorksWithScriptsOff() throws {
        let folder = try TemporaryFolder()
        _ = try page(in: folder)
        let outer = """
            <!doctype html><pre id="seen"></pre>
            <iframe sandbox="allow-same-origin" src="report.html" width="1200" height="900"></iframe><script>
            onload=()=>{const d=document.querySelector('iframe').contentDocument,seen=[];
            const shown=()=>Array.from(d.querySelectorAll('.job')).filter(e=>e.offsetParent!==null).length;
            seen.push('search '+(d.querySelector('.scripted').offsetParent!==null),'all '+shown());
            d.querySelector('#show-s-failed').click();seen.push('failed '+shown());
            d.querySelector('#show-all').click();
            const job=d.querySelector('#job-25').parentElement;seen.push('before '+job.open);
            job.querySelector('summary').click();seen.push('after '+job.open);
            for(const id of ['failures','graph','timeline','diff-1','tests','jobs','artifacts','environments','L25-1','L25.1-1'])
            seen.push(id+' '+(d.getElementById(id)!==null));
            seen.push('overflow '+(d.documentElement.scrollWidth>d.documentElement.clientWidth));
            document.getElementById('seen').textContent=seen.join('; ')}
            </script>
            """
        try Data(outer.utf8).write(to: URL(filePath: folder.path + "/outer.html"))
        let (dom, _) = try Browser.dom(
            of: "file://\(folder.path)/outer.html", in: folder, flags: ["--allow-file-access-from-files"])
        #expect(dom.contains("search false; all 26; failed 2; before false; after true;"), "\(dom)")
        for id in ["failures", "graph", "timeline", "diff-1", "tests", "jobs", "artifacts", "environments", "L25-1", "L25.1-1"] {
            #expect(dom.contains("; \(id) true"), "\(id)")
        }
        #expect(dom.contains("overflow false"))
    }

    /// No control holds another, and the number beside a section of a log takes the click that is meant for it.
    @Test func summariesHoldNoOtherControls() throws {
        let folder = try TemporaryFolder()
        _ = try page(in: folder)
        let outer = """
            <!doctype html><pre id="seen"></pre><iframe src="report.html" width="1200" height="900"></iframe><script>
            onload=()=>{const w=document.querySelector('iframe').contentWindow,d=w.document,seen=[];
            seen.push(d.querySelectorAll(':is(summary,a,button,label) :is(a,button,input:not(label input),select,summary,[tabindex])').length);
            const s=d.querySelector('.log summary');for(let e=s.closest('.job');e;e=e.parentElement.closest('details'))e.open=true;
            s.scrollIntoView({block:'center'});const a=s.parentElement.previousElementSibling,r=a.getBoundingClientRect(),q=s.getBoundingClientRect();
            seen.push(a.tagName,a.hash==='#'+s.id,Math.abs(r.top-q.top)<3,d.elementFromPoint(r.right-4,r.top+r.height/2)===a,
            d.elementFromPoint(q.left+120,q.top+q.height/2).closest('summary')===s);
            document.getElementById('seen').textContent=seen.join(' ')}
            </script>
            """
        try Data(outer.utf8).write(to: URL(filePath: folder.path + "/outer.html"))
        let (dom, _) = try Browser.dom(
            of: "file://\(folder.path)/outer.html", in: folder, flags: ["--allow-file-access-from-files"])
        #expect(dom.contains("0 A true true true true<"), "\(dom)")
    }

    @Test func aSmallScreenDoesNotScrollSideways() throws {
        let folder = try TemporaryFolder()
        _ = try page(in: folder)
        let outer = """
            <!doctype html><pre id="seen"></pre><iframe sandbox="allow-same-origin" src="report.html" width="360" height="800"></iframe>
            <script>onload=()=>{const e=document.querySelector('iframe').contentDocument.documentElement;
            document.getElementById('seen').textContent='width '+e.scrollWidth}</script>
            """
        try Data(outer.utf8).write(to: URL(filePath: folder.path + "/outer.html"))
        let (dom, _) = try Browser.dom(
            of: "file://\(folder.path)/outer.html", in: folder, flags: ["--allow-file-access-from-files", "--hide-scrollbars"])
        #expect(dom.contains("width 360<"), "\(dom)")
    }

    @Test func aDeepLinkUnfoldsItsJob() throws {
        let folder = try TemporaryFolder()
        let (dom, _) = try Browser.dom(of: page(in: folder) + "#job-25", in: folder)
        let summary = try #require(dom.firstRange(of: "data-find=\"deploy aio › tempest smoke tempest\" open=\"\""))
        #expect(!summary.isEmpty)
    }

    /// The keys of the job list and those of the changes do not get into each other's way.
    @Test func theSlashSearchesWhatIsInView() throws {
        let folder = try TemporaryFolder()
        _ = try page(in: folder)
        let outer = """
            <!doctype html><pre id="seen"></pre><iframe src="report.html" width="1200" height="900"></iframe><script>
            onload=()=>{const w=document.querySelector('iframe').contentWindow,d=w.document,seen=[];
            const key=k=>d.activeElement.dispatchEvent(new w.KeyboardEvent('keydown',{key:k,bubbles:true,cancelable:true}));
            for(const id of ['d1-changes','jobs']){d.getElementById(id).scrollIntoView();key('/');seen.push(d.activeElement.id);
            key('Escape');seen.push(d.activeElement.id)}
            key('j');seen.push(d.activeElement.closest('.change').id);
            document.getElementById('seen').textContent=seen.join(' ')}
            </script>
            """
        try Data(outer.utf8).write(to: URL(filePath: folder.path + "/outer.html"))
        let (dom, _) = try Browser.dom(
            of: "file://\(folder.path)/outer.html", in: folder, flags: ["--allow-file-access-from-files"])
        #expect(dom.contains("<pre id=\"seen\">seek  find  d1-"), "\(dom.prefix(200))")
    }

    @Test func idsAreUniqueAndNothingIsLoaded() throws {
        let bytes = try Fixture.report().bytes()
        let text = String(decoding: bytes, as: UTF8.self)
        var ids: [String: Int] = [:]
        for part in text.split(separator: " id=\"").dropFirst() { ids[String(part.prefix { $0 != "\"" }), default: 0] += 1 }
        #expect(ids.filter { $0.value > 1 }.isEmpty)
        for loader in [" src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest", "<iframe", "<object"] {
            #expect(!text.contains(loader), "\(loader)")
        }
    }

    @Test func printsToPages() throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/page.pdf"
        _ = try Browser.run(["--print-to-pdf=\(output)", "--no-pdf-header-footer", page(in: folder)], in: folder)
        let bytes = try Data(contentsOf: URL(filePath: output))
        #expect(bytes.starts(with: Data("%PDF-".utf8)))
        #expect(bytes.count > 20_000)
    }

    private func page(in folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/report.html"
        try Fixture.report().write(to: path)
        return "file://" + path
    }
}

/// Headless Chromium as a program.
enum Browser {
    static let path: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isExpected: Bool { path != nil || ProcessInfo.processInfo.environment["CI"] != nil }

    static func dom(of url: String, in folder: TemporaryFolder, flags: [String] = []) throws -> (dom: String, log: String) {
        try run(flags + ["--enable-logging=stderr", "--v=0", "--dump-dom", url], in: folder)
    }

    static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> (dom: String, log: String) {
        let process = Process()
        process.executableURL = URL(filePath: try #require(path, "Chromium is needed"))
        process.arguments =
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=\(folder.path)/profile"]
            + arguments
        // Files, since two pipes that fill would block the browser.
        let outputs = [folder.path + "/out", folder.path + "/log"]
        for output in outputs { _ = FileManager.default.createFile(atPath: output, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputs[0]))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: outputs[1]))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return (try String(contentsOfFile: outputs[0], encoding: .utf8), try String(contentsOfFile: outputs[1], encoding: .utf8))
    }
}
