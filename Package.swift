// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, lowest floor first; see README.md, "Working on Slipway". A target may import only what it names here
// (`make check` builds with --explicit-target-dependency-import-check error).

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies, swiftSettings: settings)
}

let package = Package(
    name: "slipway",
    products: [
        .executable(name: "slipway", targets: ["slipway"]),
        .executable(name: "slipway-launcher", targets: ["slipway-launcher"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        // C libraries of the system, and RE2 behind a C interface.
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        // The bytes of KollaDiff/Driver. Swift would take them for array literals, which it compiles a thousand times slower.
        .target(name: "CKollaDriver"),

        // Wrappers.
        room("Git", ["CGit2"]),
        room("YAML", ["CYAML"]),
        room("HTTP", ["CCurl"]),
        room("RegularExpressions", ["CRE2"]),
        room("Processes", ["CLinux"]),

        // Pipelines.
        room("PipelineModel", ["RegularExpressions"]),
        room("PipelineLoading", ["PipelineModel", "YAML", "RegularExpressions"]),
        room("IncludeSources", ["PipelineLoading", "PipelineModel", "Git", "HTTP", "Processes"]),
        room("PipelinePlanning", ["PipelineModel"]),
        room("Execution", ["PipelineModel", "Processes", "Git", "RegularExpressions"]),
        room("SecretSources", ["Execution", "PipelineModel", "Processes", "HTTP"]),
        room("RunHistory", ["PipelineModel"]),
        room("Scheduling", ["Execution", "PipelineModel", "RunHistory"]),

        // What the pipelines do to a cloud.
        room("KayobeConfig", ["Git", "YAML"]),
        room(
            "KollaDiff", ["KayobeConfig", "Git", "YAML", "Processes", "CKollaDriver"], exclude: ["Driver"]),

        // Telling, and the command line.
        room("Reporting", ["PipelineModel", "RunHistory", "KollaDiff", "CExpat"]),
        room(
            "Commands",
            [
                "Git", "YAML", "Processes", "PipelineModel", "PipelineLoading", "IncludeSources", "PipelinePlanning", "Execution",
                "SecretSources", "RunHistory", "Scheduling", "KayobeConfig", "KollaDiff", "Reporting", argumentParser,
            ]),
        .executableTarget(name: "slipway", dependencies: ["Commands"], swiftSettings: settings),
        // Static: it starts once a job, and the dynamic loader would be most of its cost.
        .executableTarget(
            name: "slipway-launcher",
            linkerSettings: [
                .unsafeFlags([
                    "-nostartfiles", "-static-stdlib", "-Xclang-linker", "-static", "-Xclang-linker",
                    "-Wno-unused-command-line-argument",
                ])
            ]),

        // Tests.
        tests("RegularExpressions"),
        tests("PipelineModel", ["RegularExpressions"]),
        tests("PipelinePlanning", ["PipelineModel", "PipelineLoading"]),
        tests("YAML"),
        tests("PipelineLoading", ["PipelineModel", "YAML"]),
        tests("IncludeSources", ["PipelineLoading", "PipelineModel", "HTTP"]),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        tests("KollaDiff", ["Git", "KayobeConfig"]),
        // Installs Kayobe and Kolla Ansible and renders with them: minutes, not seconds.
        .testTarget(
            name: "KollaDiffRenderTests", dependencies: ["KollaDiff", "KayobeConfig", "Git", "TestSupport"], swiftSettings: settings
        ),
        tests("Reporting", ["PipelineModel", "RunHistory", "KollaDiff"]),
        tests("Processes"),
        tests("Git"),
        tests("RunHistory", ["PipelineModel"]),
        tests(
            "Commands",
            [
                "Git", "KollaDiff", "PipelineLoading", "PipelineModel", "PipelinePlanning", "RunHistory", "Scheduling",
                "SecretSources", argumentParser,
            ]),
        tests("Scheduling", ["Execution", "PipelineModel", "RunHistory"]),
        tests("KayobeConfig", ["Git", "YAML"]),
        tests("Execution", ["Git", "PipelineModel", "Processes"]),
        tests("SecretSources", ["Execution", "HTTP", "PipelineModel"]),
        tests("HTTP"),
        // These run the built programs.
        .testTarget(
            name: "CommandTests",
            dependencies: ["Processes", "PipelineModel", "RunHistory", "TestSupport", "slipway", "slipway-launcher"],
            swiftSettings: settings),
        .testTarget(
            name: "ScenarioTests", dependencies: ["PipelineModel", "Processes", "RunHistory", "TestSupport", "slipway"],
            swiftSettings: settings),
        .testTarget(name: "PipelinesTests", dependencies: ["Processes", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "ProjectTests", dependencies: ["TestSupport"], swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx17
)

// `runner/fuzz.sh` sets the variable. These programs have no main, libFuzzer brings it: no other build could link them.
if Context.environment["SLIPWAY_FUZZ"] != nil {
    let fuzzed: [(name: String, dependencies: [Target.Dependency])] = [
        ("FuzzYAML", ["YAML"]), ("FuzzPipeline", ["YAML", "PipelineModel", "PipelineLoading", "PipelinePlanning"]),
        ("FuzzExpression", ["PipelineModel"]), ("FuzzGlob", ["PipelineModel"]),
        ("FuzzMatrix", ["PipelineModel", "PipelinePlanning"]),
    ]
    for (name, dependencies) in fuzzed {
        package.targets.append(
            .executableTarget(
                name: name, dependencies: dependencies, path: "Fuzz/" + name,
                swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
        package.products.append(.executable(name: name, targets: [name]))
    }
}
