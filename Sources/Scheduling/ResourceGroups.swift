/// Who has which resource group and who waits for it, first come, first served (GitLab's process mode `unordered`, which
/// leaves the order open). Pure.
struct ResourceGroups {
    private var holders: [String: Int] = [:]
    private var waiting: [String: [Int]] = [:]

    /// Jobs that wait for one another's groups, oldest request first within a group; groups by name.
    var firstWaiting: Int? { waiting.filter { !$0.value.isEmpty }.min { $0.key < $1.key }?.value.first }

    /// True when the job has the group now; else it waits.
    mutating func request(_ group: String, by job: Int) -> Bool {
        if holders[group] == nil {
            holders[group] = job
            return true
        }
        waiting[group, default: []].append(job)
        return false
    }

    /// The job gives the group back or stops waiting. Returns whether it had it, and who has it next.
    mutating func release(_ group: String, by job: Int) -> (wasHolder: Bool, next: Int?) {
        guard holders[group] == job else {
            waiting[group]?.removeAll { $0 == job }
            return (false, nil)
        }
        let next = waiting[group]?.first
        if next != nil { waiting[group]?.removeFirst() }
        holders[group] = next
        return (true, next)
    }
}
