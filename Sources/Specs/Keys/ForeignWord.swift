/// What a value of another tool is called here: the clouds' own names of disk types, pricing models and power states.
enum ForeignWord {
    /// The word of ours that some other stands for, in any letter case; nil if it is no word of this key.
    static func ours(for word: String, among words: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let plain = String(word.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
        guard let meant = meanings[plain]?.first(where: words.contains) else { return nil }
        return meant
    }

    /// A word may mean something under more than one key.
    private static let meanings: [String: [String]] = [
        // Clouds.
        "google": ["gcp"], "google-cloud": ["gcp"], "gce": ["gcp"], "amazon": ["aws"], "ec2": ["aws"],
        "lambda-labs": ["lambda"], "lambdalabs": ["lambda"], "lambda-cloud": ["lambda"],
        // Disk types.
        "pd-ssd": ["ssd"], "pd-balanced": ["balanced"], "pd-standard": ["standard"], "hyperdisk-balanced": ["balanced"],
        "gp2": ["balanced"], "gp3": ["balanced"], "io1": ["ssd"], "io2": ["ssd"], "hdd": ["standard"],
        "network-ssd": ["ssd"], "network-hdd": ["standard"], "network-ssd-io-m3": ["ssd_io_m3"],
        // Pricing models.
        "preemptible": ["spot"], "preemptable": ["spot"], "interruptible": ["spot"], "ondemand": ["on_demand"],
        "regular": ["on_demand"],
        // Power states.
        "off": ["stopped"], "stop": ["stopped"], "shutdown": ["stopped"], "terminated": ["stopped"],
        "halted": ["stopped"], "on": ["running"], "start": ["running"], "started": ["running"], "up": ["running"],
        // Where a data disk is.
        "local": ["ephemeral"], "local-ssd": ["ephemeral"], "instance-store": ["ephemeral"],
        "network": ["persistent"],
    ]
}
