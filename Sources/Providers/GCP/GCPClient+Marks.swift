import Hosts
import JSON

extension GCPClient {
    /// Makes labels, tags and metadata of a VM, and the labels of its data disk, those of a configuration.
    func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        let host = runtime.cloudName
        let seen = try await required(runtime)
        try await againstFingerprint(seen, runtime) { seen throws(ProviderError) in
            var wanted = GCPWire.marked(configuration.labels, mark)
            wanted[GCPNames.requestLabel] = seen.labels[GCPNames.requestLabel]
            guard wanted != seen.labels else { return }
            try await calls.change(
                .post, "\(Self.path(seen.ref))/setLabels", [],
                GCPWire.setLabels(wanted, fingerprint: seen.labelFingerprint), verb: .updateMarks, host: host)
        }
        try await againstFingerprint(seen, runtime) { seen throws(ProviderError) in
            let ours = seen.tags.filter { $0 == GCPNames.firewall(seen.ref.name) }
            let wanted = configuration.tags + ours
            guard Set(wanted) != Set(seen.tags) else { return }
            try await calls.change(
                .post, "\(Self.path(seen.ref))/setTags", [],
                GCPWire.setTags(wanted, fingerprint: seen.tagsFingerprint), verb: .updateMarks, host: host)
        }
        try await againstFingerprint(seen, runtime) { seen throws(ProviderError) in
            let now = Dictionary(seen.metadata.map { ($0.key, $0.value) }) { first, _ in first }
            var wanted = configuration.metadata
            for key in GCPNames.ownMetadata { wanted[key] = now[key] }
            guard wanted != now else { return }
            do throws(ProviderError) {
                try await calls.change(
                    .post, "\(Self.path(seen.ref))/setMetadata", [],
                    GCPWire.setMetadata(wanted, fingerprint: seen.metadataFingerprint), verb: .updateMarks, host: host)
            } catch {
                throw GCPErrors.cut(now["startup-script"], from: error)
            }
        }
        if let ref = runtime.dataDiskID.flatMap({ GCPRef($0) }) {
            try await setMark(mark, on: ref, labels: configuration.labels, host: host)
        }
    }

    /// Makes the labels of a disk those given, with the mark. A disk that is gone has none.
    func setMark(
        _ mark: HostMark, on ref: GCPRef, labels: [String: String], host: String
    ) async throws(ProviderError) {
        for attempt in 1... {
            guard let disk = try await disk(ref) else { return }
            var wanted = GCPWire.marked(labels, mark)
            wanted[GCPNames.roleLabel] = disk.labels[GCPNames.roleLabel] ?? "data"
            wanted[GCPNames.requestLabel] = disk.labels[GCPNames.requestLabel]
            guard wanted != disk.labels else { return }
            do throws(ProviderError) {
                return try await calls.change(
                    .post, "\(Self.path(disk: ref))/setLabels", [],
                    GCPWire.setLabels(wanted, fingerprint: disk.labelFingerprint), verb: .updateMarks, host: host)
            } catch {
                guard GCPErrors.isStale(error), attempt < 5 else { throw error }
            }
        }
    }

    /// A whole map is replaced by each such call, and the fingerprint proves that it is the one that was read: where
    /// somebody else was faster, the VM is read again.
    private func againstFingerprint(
        _ first: GCPInstance, _ runtime: HostRuntime, _ body: (GCPInstance) async throws(ProviderError) -> Void
    ) async throws(ProviderError) {
        var seen = first
        for attempt in 1... {
            do throws(ProviderError) { return try await body(seen) } catch {
                guard GCPErrors.isStale(error), attempt < 5 else { throw error }
            }
            seen = try await required(runtime)
        }
    }
}
