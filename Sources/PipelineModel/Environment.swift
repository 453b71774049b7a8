/// `environment:`. Name and URL may hold variables. Reference: https://docs.gitlab.com/ci/yaml/#environment
package struct Environment: Hashable, Sendable, Codable {
    package enum Action: String, Sendable, Codable, CaseIterable {
        case start, prepare, stop, verify, access
    }

    package var name: String
    package var url: String?
    package var action: Action
    package var onStop: String?
    package var autoStopIn: String?
    package var deploymentTier: String?

    package init(
        name: String, url: String? = nil, action: Action = .start, onStop: String? = nil, autoStopIn: String? = nil,
        deploymentTier: String? = nil
    ) {
        self.name = name
        self.url = url
        self.action = action
        self.onStop = onStop
        self.autoStopIn = autoStopIn
        self.deploymentTier = deploymentTier
    }
}
