/// The merge request that a pipeline checks, real or imagined (a branch compared with its target).
package struct MergeRequestFacts: Hashable, Sendable {
    /// `CI_MERGE_REQUEST_EVENT_TYPE`.
    package enum EventType: String, Sendable, CaseIterable {
        case detached
        case mergedResult = "merged_result"
        case mergeTrain = "merge_train"
    }

    package var iid: Int
    package var id: Int
    package var title: String
    package var text: String
    package var sourceBranch: String
    package var targetBranch: String
    package var isSourceBranchProtected = false
    package var isTargetBranchProtected = false
    /// The merge base: what the change is compared with.
    package var diffBaseSHA: String
    /// The heads of the branches; GitLab gives them in merged results pipelines only.
    package var sourceBranchSHA = ""
    package var targetBranchSHA = ""
    package var eventType: EventType
    package var labels: [String] = []
    package var assignees: [String] = []
    package var milestone: String?
    package var isDraft = false
    package var isApproved = false
    package var squashesOnMerge = false
    /// nil: the same project.
    package var sourceProjectPath: String?

    package init(
        iid: Int, title: String = "", text: String = "", sourceBranch: String, targetBranch: String, diffBaseSHA: String,
        eventType: EventType = .detached
    ) {
        self.iid = iid
        self.id = iid
        self.title = title
        self.text = text
        self.sourceBranch = sourceBranch
        self.targetBranch = targetBranch
        self.diffBaseSHA = diffBaseSHA
        self.eventType = eventType
    }
}
