internal import ArgumentParser

/// In which circumstances the pipeline is looked at: what GitLab would know from the event that started it.
struct ContextOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The pipeline's configuration file, relative to the repository's top.", valueName: "path"))
    var file: String = ".gitlab-ci.yml"

    @Option(
        help: ArgumentHelp(
            "CI_PIPELINE_SOURCE: push, merge_request_event, schedule, web, trigger, api, pipeline, parent_pipeline, …",
            valueName: "source"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "The target branch of a merge request; implies --source merge_request_event. With --source push: of the open merge "
                + "request that the branch has.", valueName: "branch"))
    var target: String?

    @Option(help: ArgumentHelp("The branch the pipeline runs for, if not the one checked out.", valueName: "name"))
    var branch: String?

    @Option(help: ArgumentHelp("Run as the pipeline of this tag.", valueName: "name"))
    var tag: String?

    @Option(name: .customLong("variable"), help: ArgumentHelp("A pipeline variable; may be repeated.", valueName: "name=value"))
    var variables: [String] = []

    @Option(
        name: .customLong("variable-file"),
        help: ArgumentHelp(
            "Project variables: YAML (name: value, or {value, masked, file, raw, protected, environment_scope}) or name=value lines.",
            valueName: "path"))
    var variableFiles: [String] = []

    @Option(
        help: ArgumentHelp(
            "Settings besides ~/.config/slipway/settings.yml and .slipway/settings.yml of the repository.", valueName: "path"))
    var settings: String?

    @OptionGroup var fetching: FetchOptions
}
