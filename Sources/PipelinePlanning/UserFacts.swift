/// The person who started a pipeline.
package struct UserFacts: Hashable, Sendable {
    package var id: Int
    package var login: String
    package var name: String
    package var email: String

    package init(id: Int = 1, login: String, name: String, email: String) {
        self.id = id
        self.login = login
        self.name = name
        self.email = email
    }
}
