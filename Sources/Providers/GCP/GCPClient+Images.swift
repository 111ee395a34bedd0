import Files
import Hosts
import JSON

/// From what a spec calls an image to what the cloud does.
extension GCPClient {
    /// The newest Ubuntu LTS that suits the machine, when a spec names no image.
    static let newestLTS = "ubuntu-lts"

    /// Projects of public images, by how their families begin.
    private static let homes: [(prefix: String, project: String)] = [
        ("ubuntu-", "ubuntu-os-cloud"), ("debian-", "debian-cloud"), ("rocky-linux-", "rocky-linux-cloud"),
        ("centos-", "centos-cloud"), ("rhel-", "rhel-cloud"), ("almalinux-", "almalinux-cloud"),
        ("sles-", "suse-cloud"), ("opensuse-", "opensuse-cloud"), ("cos-", "cos-cloud"),
        ("fedora-coreos-", "fedora-coreos-cloud"), ("fedora-cloud-", "fedora-cloud"),
    ]

    /// Ubuntu images with GPU drivers live here, under the same names of families where both have them.
    static let acceleratorProject = "ubuntu-os-accelerator-images"

    /// The path of an image as the insert takes it. A family stays a family: the cloud takes its newest image.
    func image(of wanted: HostConfiguration) async throws(ProviderError) -> String {
        let name = wanted.image
        if name.contains("/") { return name }
        let machine = GCPMachineName(wanted.machineType)
        let hasGPU = machine.hasGPU || wanted.options["accelerator"] != nil
        let project = wanted.options["image_project"]?.stringValue
        let key = "\(project ?? "")/\(name)/\(machine.architecture)/\(hasGPU)"
        if let known = notes.image(key) { return known }
        let path =
            name == Self.newestLTS
            ? try await newest(machine.architecture, hasGPU: hasGPU) : try await image(named: name, project: project)
        notes.note(image: path, for: key)
        return path
    }

    private func newest(_ architecture: String, hasGPU: Bool) async throws(ProviderError) -> String {
        let suffix = architecture == "arm64" ? "arm64" : "amd64"
        let projects = hasGPU ? [Self.acceleratorProject, "ubuntu-os-cloud"] : ["ubuntu-os-cloud"]
        for project in projects {
            for year in Self.longTermYears(now: CurrentProcess.wallSeconds) {
                let family = "ubuntu-\(year)04-lts-\(suffix)"
                do throws(ProviderError) {
                    if let path = try await familyPath(project, family) { return path }
                } catch {
                    // Not everybody may use every public project; the plain one is asked last, and for everybody.
                    guard error.kind == .auth, project != projects.last else { throw error }
                }
            }
        }
        throw GCPErrors.refusal(
            .invalid, "UnknownImage", "there is no Ubuntu LTS image for \(architecture); name one with `image`")
    }

    /// Years of the long-term releases, newest first: every second April, from 2024 on.
    static func longTermYears(now: Int) -> [Int] {
        let year = 1970 + now / 31_556_952
        let newest = year % 2 == 0 ? year : year - 1
        return stride(from: max(newest, 2024), through: 2024, by: -2).map { $0 % 100 }
    }

    private func image(named name: String, project: String?) async throws(ProviderError) -> String {
        let own = try await calls.account.project()
        let home = project ?? Self.homes.first { name.hasPrefix($0.prefix) }?.project ?? own
        var projects = [home]
        if project == nil, home == "ubuntu-os-cloud" { projects.append(Self.acceleratorProject) }
        if project == nil, home != own { projects.append(own) }
        for project in projects {
            if let path = try await familyPath(project, name) { return path }
            let path = "projects/\(project)/global/images/\(name)"
            if try await calls.find(path: path) != nil { return path }
        }
        throw GCPErrors.refusal(
            .invalid, "UnknownImage",
            "there is no image family or image `\(name)` in \(projects.joined(separator: ", ")); "
                + "`options.image_project` names another project")
    }

    private func familyPath(_ project: String, _ family: String) async throws(ProviderError) -> String? {
        let path = "projects/\(project)/global/images/family/\(family)"
        return try await calls.find(path: path) == nil ? nil : path
    }
}
