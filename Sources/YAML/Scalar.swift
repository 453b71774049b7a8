/// A scalar as written, without its quotes.
package struct Scalar: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// What a scalar means under YAML 1.1 as Ruby's Psych reads it, which is how GitLab reads its configuration.
    package enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int)
        case float(Double)
        case string(String)
    }

    package var text: String
    package var style: Style

    package init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// The value; an explicit YAML tag decides over the look of the text, and a text that its tag does not fit is a string.
    package func resolved(tag: String? = nil) -> Value {
        switch tag {
        case nil: style == .plain ? ScalarResolution.resolve(text) : .string(text)
        case "tag:yaml.org,2002:str", "!": .string(text)
        case "tag:yaml.org,2002:null": .null
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool": ScalarResolution.resolve(text)
        case "tag:yaml.org,2002:float":
            if case .int(let value) = ScalarResolution.resolve(text) {
                .float(Double(value))
            } else {
                ScalarResolution.resolve(text)
            }
        default: .string(text)
        }
    }
}
