/// `image:`. Reference: https://docs.gitlab.com/ci/yaml/#image
package struct Image: Hashable, Sendable, Codable {
    package var name: String
    package var entrypoint: [String]?
    package var pullPolicies: [String]
    package var platform: String?
    package var user: String?

    package init(
        name: String, entrypoint: [String]? = nil, pullPolicies: [String] = [], platform: String? = nil, user: String? = nil
    ) {
        self.name = name
        self.entrypoint = entrypoint
        self.pullPolicies = pullPolicies
        self.platform = platform
        self.user = user
    }
}

/// One entry of `services:`. Reference: https://docs.gitlab.com/ci/services/
package struct Service: Hashable, Sendable, Codable {
    package var image: Image
    package var alias: String?
    package var command: [String]?
    package var variables: [Variable]

    package init(image: Image, alias: String? = nil, command: [String]? = nil, variables: [Variable] = []) {
        self.image = image
        self.alias = alias
        self.command = command
        self.variables = variables
    }
}
