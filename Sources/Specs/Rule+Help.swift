public import Diagnostics

extension Rule {
    /// Every rule of spec reading with its meaning and its remedy, in the order of declaration.
    public static var texts: [RuleText] { allCases.map { RuleText($0.rawValue, $0.explanation, help: $0.help) } }

    /// What to do when the rule is broken.
    public var help: String {
        switch self {
        case .yamlSyntax, .yamlEncoding, .yamlSize, .yamlDepth, .yamlDocuments, .yamlTag, .yamlAlias, .yamlExpansion,
            .yamlMerge:
            textHelp
        case .pathMissing, .pathUnreadable, .specsNone, .filesUnread, .fileEmpty, .fleetMissing, .fleetDuplicate,
            .sectionDuplicate, .hostsNone, .hostsTooMany, .hostDuplicate:
            fileHelp
        case .keyUnknown, .keyDuplicate, .typeMismatch, .valueRange, .valueUnknown, .valueForm, .valueMissing:
            valueHelp
        case .nameInvalid, .namePattern, .providerMissing, .machineAndRequest, .labelReserved, .renameConflict,
            .sshPrivateKey, .fileReference, .bootstrapPending:
            hostHelp
        }
    }

    private var textHelp: String {
        switch self {
        case .yamlEncoding: "Save the file as UTF-8 and remove control characters."
        case .yamlSize: "Split the file into several files of one fleet."
        case .yamlDepth: "Flatten the value; no key of a spec nests that deep."
        case .yamlDocuments: "Remove the line `---` between the documents, or put the second one in a file of its own."
        case .yamlTag: "Remove the tag; write text in quotes and numbers without."
        case .yamlAlias: "Put the anchor `&name` before the alias `*name`, and not around it."
        case .yamlExpansion: "Write the value out, or put what hosts share under `defaults:`."
        case .yamlMerge: "Write `<<: *name` or `<<: [*one, *two]`, where each name is the anchor of a map."
        default: "Mend the YAML at the place shown; often an indentation, a quote or a bracket is off just before it."
        }
    }

    private var fileHelp: String {
        switch self {
        case .pathMissing: "Check the path, and the folder the command runs in; `-C FOLDER` changes it."
        case .pathUnreadable: "Check the permissions of the file and of the folders above it."
        case .specsNone: "Give the path of a spec file or of a folder with spec files, or begin with `berth init`."
        case .filesUnread: "Give `.` as the path to read the folder, or name the files to read."
        case .fileEmpty: "Remove the file, or write hosts into it."
        case .fleetMissing: "Add a line such as `fleet: research` to one of the files."
        case .fleetDuplicate: "Keep `fleet:` in one file and remove it from the others."
        case .sectionDuplicate: "Move the section's keys into the file that is to keep it."
        case .hostsNone: "Add hosts under `hosts:`."
        case .hostsTooMany: "Split the fleet into several fleets."
        default: "Rename one of the hosts, or remove one of the two declarations."
        }
    }

    private var valueHelp: String {
        switch self {
        case .keyUnknown: "Use the nearest key that is suggested, or put notes under a key that starts with `x-`."
        case .keyDuplicate: "Keep one of the two and remove the other."
        case .typeMismatch: "Write the value in the type asked for: numbers and true or false without quotes."
        case .valueRange: "Choose a number in the range that the message names."
        case .valueUnknown: "Choose one of the words that the message names."
        case .valueForm: "Write the text in the form that the message describes."
        default: "Add the key that the message names."
        }
    }

    private var hostHelp: String {
        switch self {
        case .nameInvalid: "Choose another name; only a-z, 0-9 and inner hyphens are kept by every cloud."
        case .namePattern: "Write a range that runs upwards such as `{01..04}`, or a list such as `{a,b}`."
        case .providerMissing: "Add `provider:` to the host or to `defaults:`."
        case .machineAndRequest: "Remove `machine_type`, or remove `cpu`, `ram_gb` and `gpu`."
        case .labelReserved: "Choose another key; ownership marks are set by Berth itself."
        case .renameConflict: "Give each former name once, and only names that are no longer declared."
        case .sshPrivateKey:
            "Remove the key from the file and from the repository's history, make a new pair, and give the public half."
        case .fileReference: "Move the file into the spec file's folder, or allow others with `--allow-outside-files`."
        default: "Write what the host needs into `startup_script` until scripts are generated."
        }
    }
}
