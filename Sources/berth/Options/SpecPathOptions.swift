import ArgumentParser

/// Where specs are read from, and where state is kept.
struct SpecPathOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Spec files, or folders with spec files. Default: berth.yaml.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var paths: [String] = []

    @OptionGroup var state: StateOptions
}

/// Where state is kept, and how specs may reach out of their folder.
struct StateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder of the state files. Default: BERTH_STATE_DIR, then `state:` of the specs, then `state`.",
            valueName: "folder"))
    var stateDir: String?

    @Option(
        help: ArgumentHelp("The fleet, when no specs are given and the state folder has several.", valueName: "name"))
    var fleet: String?

    @Flag(help: "Let `file:` references leave the folder of their spec file.")
    var allowOutsideFiles = false
}
