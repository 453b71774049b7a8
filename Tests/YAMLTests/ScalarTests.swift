import Testing

@testable import YAML

struct ScalarTests {
    @Test(arguments: [
        ("", Scalar.Value.null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
        ("yes", .bool(true)), ("Yes", .bool(true)), ("ON", .bool(true)), ("true", .bool(true)),
        ("no", .bool(false)), ("off", .bool(false)), ("False", .bool(false)),
        ("y", .string("y")), ("n", .string("n")), ("truely", .string("truely")), ("tru", .string("tru")),
        ("0", .int(0)), ("12", .int(12)), ("-12", .int(-12)), ("+12", .int(12)), ("1_000", .int(1000)), ("1,000", .int(1000)),
        ("0644", .int(420)), ("0o644", .string("0o644")), ("0x1F", .int(31)), ("0b101", .int(5)), ("089", .string("089")),
        ("1:30", .int(5400)), ("1:00:00", .int(3600)), ("1:75", .string("1:75")), ("-1:30", .int(-1800)), ("12:34:56", .int(45296)),
        ("1:3:5", .int(3785)),
        ("1.5", .float(1.5)), ("-.5", .float(-0.5)), ("1.", .float(1)), ("1e3", .string("1e3")), ("1.5e3", .string("1.5e3")),
        ("1.e+3", .float(1000)), ("1.5e+3", .float(1500)),
        (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)),
        (".", .string(".")), ("-", .string("-")), ("+", .string("+")), ("..", .string("..")), ("1.2.3", .string("1.2.3")),
        ("2024-01-31", .string("2024-01-31")), ("10.0.0.1", .string("10.0.0.1")), ("1a", .string("1a")), ("0x", .string("0x")),
        ("1e", .string("1e")), ("99999999999999999999", .string("99999999999999999999")), ("_1", .string("_1")),
        ("1_", .string("1_")), ("1__0", .string("1__0")), ("0_7", .int(7)), ("-0644", .int(-420)),
        ("1_000.5", .float(1000.5)), ("1.5_0", .string("1.5_0")), ("1,0,0", .int(100)), ("00", .int(0)), ("08", .string("08")),
    ])
    func plain(_ text: String, _ expected: Scalar.Value) {
        #expect(Scalar(text).resolved() == expected)
    }

    @Test func quotedScalarsAreStrings() {
        for style in [Scalar.Style.singleQuoted, .doubleQuoted, .literal, .folded] {
            #expect(Scalar("yes", style: style).resolved() == .string("yes"))
            #expect(Scalar("", style: style).resolved() == .string(""))
        }
    }

    @Test func tagsDecide() {
        #expect(Scalar("12").resolved(tag: "tag:yaml.org,2002:str") == .string("12"))
        #expect(Scalar("12", style: .doubleQuoted).resolved(tag: "tag:yaml.org,2002:int") == .int(12))
        #expect(Scalar("12").resolved(tag: "tag:yaml.org,2002:float") == .float(12))
        #expect(Scalar("x").resolved(tag: "!vault") == .string("x"))
    }
}
