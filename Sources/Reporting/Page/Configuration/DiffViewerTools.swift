/// The controls of the changes. Those that need a script are shown by it.
enum DiffViewerTools {
    static func write(to out: inout ByteBuffer) {
        out.raw(
            """
            <div class="tools viewer"><label class="switch"><input type="checkbox" id="stirring"><span>Only what restarts</span></label>
            <div class="viewing" hidden><input type="search" id="seek" placeholder="Search (/)" aria-label="Search the changes: file, host, \
            container, line"><button type="button" id="split" aria-pressed="false">Side by side</button>\
            <button type="button" id="close">Fold all</button><button type="button" id="open">Unfold all</button>\
            <button type="button" id="help" aria-haspopup="dialog">Keys (?)</button><output id="found" class="soft" aria-live="polite"></output></div></div>
            <p id="none" class="soft" hidden>No change matches.</p>
            <dialog id="keys" aria-labelledby="keys-title"><h3 id="keys-title">Keys</h3><dl><div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and \
            previous change</dd></div><div><dt><kbd>o</kbd></dt><dd>fold or unfold the change</dd></div><div><dt><kbd>O</kbd></dt><dd>fold or \
            unfold all</dd></div><div><dt><kbd>/</kbd></dt><dd>search; <kbd>Esc</kbd> clears</dd></div><div><dt><kbd>u</kbd></dt><dd>side by side, \
            or one below the other</dd></div><div><dt><kbd>?</kbd></dt><dd>these keys</dd></div></dl><form method="dialog"><button>Close</button></form></dialog>

            """)
    }
}
