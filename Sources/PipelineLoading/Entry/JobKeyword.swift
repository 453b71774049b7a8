/// The keywords of a job. Reference: https://docs.gitlab.com/ci/yaml/#job-keywords
enum JobKeyword: String, CaseIterable {
    case afterScript = "after_script"
    case allowFailure = "allow_failure"
    case artifacts
    case beforeScript = "before_script"
    case cache
    case coverage
    case dastConfiguration = "dast_configuration"
    case dependencies
    case environment
    case except
    case extends
    case hooks
    case idTokens = "id_tokens"
    case identity
    case image
    case inherit
    case inputs
    case interruptible
    case manualConfirmation = "manual_confirmation"
    case needs
    case only
    case pages
    case parallel
    case publish
    case release
    case resourceGroup = "resource_group"
    case retry
    case rules
    case run
    case script
    case secrets
    case services
    case stage
    case startIn = "start_in"
    case tags
    case timeout
    case trigger
    case variables
    case when

    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
    static let names = allCases.map(\.rawValue)

    /// What GitLab allows beside `trigger`.
    static let allowedWithTrigger: Set<Self> = [
        .allowFailure, .environment, .except, .extends, .inherit, .interruptible, .manualConfirmation, .needs, .only, .parallel,
        .resourceGroup, .rules, .stage, .trigger, .variables, .when,
    ]

    /// Honoured by a GitLab server, and by nothing that a local run has.
    var isServerOnly: Bool {
        switch self {
        case .dastConfiguration, .identity, .pages, .publish, .release: true
        default: false
        }
    }
}
