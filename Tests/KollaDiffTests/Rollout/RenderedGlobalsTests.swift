import Testing

@testable import KollaDiff

/// Which variables of Kolla Ansible differ between two generated `globals.yml`.
@Suite struct RenderedGlobalsTests {
    private static let base = """
        ---
        kolla_base: "rocky-9"
        tags:
            openstack: {rocky-9: one}
            nova: {rocky-9: two}
        openstack_tag: "{{ tags['openstack'][kolla_base] }}"
        nova_tag: "{{ tags['nova'][kolla_base] | default(openstack_tag) }}"
        nova_libvirt_tag: "{{ nova_tag }}"
        count: "{{ tags | length }}"
        words: tags
        """

    @Test(arguments: [
        ("", "", []), ("rocky-9: two", "rocky-9: three", ["tags", "nova_tag", "nova_libvirt_tag", "count"]),
        // A release reaches what falls back on it.
        ("rocky-9: one", "rocky-9: three", ["tags", "openstack_tag", "nova_tag", "nova_libvirt_tag", "count"]),
        ("words: tags", "words: others", ["words"]), ("words: tags", "", ["words"]),
        ("\"rocky-9\"", "rocky-9", []), ("\"rocky-9\"", "x", ["kolla_base", "openstack_tag", "nova_tag", "nova_libvirt_tag"]),
        ("words: tags", "words: tags\nhorizon_tag: \"{{ tags['horizon'] }}\"", ["horizon_tag"]),
    ])
    func followsWhatDiffers(old: String, new: String, names: [String]) {
        let head = old.isEmpty ? Self.base : Self.base.replacing(old, with: new)
        #expect(RenderedGlobals(base: Self.base, head: head)?.differing == Set(names))
    }

    @Test func knowsNothingWithoutBoth() {
        #expect(RenderedGlobals(base: nil, head: Self.base)?.differing == nil)
        #expect(RenderedGlobals(base: Self.base, head: "a: [")?.differing == nil)
    }
}
