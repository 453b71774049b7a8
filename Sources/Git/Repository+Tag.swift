internal import CGit2

extension Repository {
    /// The message of an annotated tag, without a signature; nil for a tag that is only a name, and when there is no such tag.
    package func message(ofTag name: String) throws(GitError) -> String? {
        let operation = "read a tag"
        var id = git_oid()
        guard git_reference_name_to_id(&id, handle, "refs/tags/" + name) == 0 else { return nil }
        let object = try Handle(operation, git_object_free) { git_object_lookup(&$0, handle, &id, GIT_OBJECT_ANY) }
        guard git_object_type(object.pointer) == GIT_OBJECT_TAG else { return nil }
        let tag = try Handle(operation, git_tag_free) { git_tag_lookup(&$0, handle, &id) }
        guard let message = git_tag_message(tag.pointer).map({ String(cString: $0) }) else { return "" }
        return message.firstRange(of: "-----BEGIN ").map { String(message[..<$0.lowerBound]) } ?? message
    }
}
