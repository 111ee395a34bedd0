import Hosts
import JSON

extension LambdaClient {
    /// Launches an instance and waits until it is up.
    ///
    /// The cloud has no idempotency token: before a launch the account is searched for the instance of an earlier one
    /// with the same token. A launch whose answer is lost is `transient`; whoever calls again waits out the visibility
    /// of lists first.
    func create(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try Self.check(request, userData: userData)
        let digest = Self.digest(request)
        if let earlier = try Self.earlier(request, digest: digest, in: try await instances()) {
            return Self.runtime(try await untilUp(earlier.id, name: request.mark.cloudName))
        }
        var ours = Ours()
        do throws(ProviderError) {
            let id = try await launch(request, digest: digest, userData: userData, &ours)
            let made = try await untilUp(id, name: request.mark.cloudName)
            shared.release(ours.all)
            return Self.runtime(made)
        } catch {
            shared.release(ours.all)
            // What was made for this host alone goes with it; a failed clean-up is made good by the next delete.
            if Self.isFinal(error) {
                try? await cleanUp(
                    fleet: request.mark.fleet, keys: ours.keys + ours.inVain, rulesets: !ours.rulesets.isEmpty)
            }
            throw error
        }
    }

    /// Whether an error says that there will be no host, now and when the call is made again as it is.
    private static func isFinal(_ error: ProviderError) -> Bool {
        switch error.kind {
        case .capacity, .quota, .notFound, .conflict, .invalid, .operationFailed: true
        case .auth, .rateLimited, .transient: false
        }
    }

    /// The instance that an earlier call with this request made.
    /// - Throws: `conflict` if the token was used for another request.
    static func earlier(
        _ request: CreateRequest, digest: String, in all: [LambdaInstance]
    ) throws(ProviderError) -> LambdaInstance? {
        let found = all.first { !$0.isGone && $0.tags[LambdaTags.token] == request.token }
        guard let found else { return nil }
        guard found.tags[LambdaTags.request] == digest else {
            throw ProviderError(
                .conflict, provider: .lambda, code: "TokenReused",
                message: "instance \(found.id) was launched with this token for another request")
        }
        return found
    }

    /// Sends the launch, a second time if what it was to share was taken away just before.
    private func launch(
        _ request: CreateRequest, digest: String, userData: String?, _ ours: inout Ours
    ) async throws(ProviderError) -> String {
        let region = request.configuration.region ?? ""
        let image = try await image(for: request.configuration, region: region)
        let tags = LambdaTags.tags(request, digest: digest)
        var isAgain = false
        while true {
            let things: Things
            do throws(ProviderError) { things = try await self.things(for: request, region: region) } catch {
                ours.inVain = request.configuration.sshKeys.map {
                    LambdaNames.key(fleet: request.mark.fleet, publicKey: $0)
                }
                throw error
            }
            ours.keys += things.ours.keys
            ours.rulesets += things.ours.rulesets
            let call = wire.launch(
                request, region: region, things: things, image: image, tags: tags, userData: userData)
            do throws(ProviderError) {
                return try LambdaWire.launched(
                    try await api.send(call, .write(.create), host: request.mark.host, bucket: .single))
            } catch {
                guard error.kind == .notFound else { throw error }
                let mayBeStale = !things.ours.isEmpty || !request.configuration.sshKeys.isEmpty
                guard !isAgain, mayBeStale else { throw Self.missing(error, things) }
                isAgain = true
                shared.forget()
            }
        }
    }

    /// A launch that names something there is not is a bad request; nothing of it exists.
    private static func missing(_ error: ProviderError, _ things: Things) -> ProviderError {
        var error = error
        error.kind = .invalid
        if things.ours.isEmpty, error.code == LambdaErrors.noSuchObject {
            error.message += " (the launch named the SSH key `\(things.key)`)"
        }
        return error
    }

    /// The image by its family; by its id if that was asked for, or where a family has images that the machine cannot
    /// run.
    private func image(
        for configuration: HostConfiguration, region: String
    ) async throws(ProviderError) -> LambdaWire.ImageChoice {
        let name = configuration.image
        if LambdaWire.isImageID(name) { return .id(name) }
        guard LambdaCatalog.architecture(of: configuration.machineType) == "arm64" else { return .family(name) }
        let all = try LambdaWire.images(try await api.send(wire.images(), .read))
        let newest = all.filter {
            $0.family == name && $0.architecture == "arm64" && ($0.region == region || $0.region == nil)
        }.max { $0.age < $1.age }
        guard let newest else {
            throw ProviderError(
                .invalid, provider: .lambda, code: "NoImage",
                message: "\(region) has no image of the family `\(name)` for arm64, which "
                    + "\(configuration.machineType) needs; name one by its id")
        }
        return .id(newest.id)
    }

    /// What is wrong with a request, before anything is sent.
    private static func check(_ request: CreateRequest, userData: String?) throws(ProviderError) {
        let configuration = request.configuration
        let limit = LambdaProvider.table.userDataLimit
        let faults: [(Bool, String, String)] = [
            (
                userData.map(TextDigest.init(of:)) != configuration.userData, "UserDataMismatch",
                "the start-up script is not the one announced"
            ),
            (
                (userData?.utf8.count ?? 0) > limit, "UserDataTooLong",
                "a start-up script has at most \(limit) bytes"
            ),
            (configuration.region?.isEmpty ?? true, "NoRegion", "a launch needs a region"),
            (configuration.zone != nil, "NoZones", "Lambda has no zones"),
            (
                configuration.dataDisk.map { configuration.storage == .persistent || $0.sizeGB < 1 } ?? false
                    || request.existingDataDiskID != nil, "NoDataDisks",
                "Lambda has no data disks that outlive their VM; a machine has the one disk that comes with its type"
            ),
            (!configuration.publicIP || configuration.subnet != nil, "NoNetworks", "every instance is public"),
            (
                !configuration.tags.isEmpty || !configuration.metadata.isEmpty, "NoMetadata",
                "Lambda has neither network tags nor metadata"
            ),
            (configuration.pricing != .onDemand, "NoSpot", "Lambda has no spot pricing"),
            (
                !request.startRunning, "Unsupported",
                "an instance of Lambda runs until it is terminated; it cannot be made stopped"
            ),
            (
                request.mark.cloudName.count > 64, "NameTooLong",
                "`\(request.mark.cloudName)` has more than 64 characters"
            ),
            (
                configuration.sshKeys.count > 1, "OneKey",
                "a launch takes exactly one SSH key, and there are \(configuration.sshKeys.count)"
            ),
        ]
        if let (_, code, message) = faults.first(where: \.0) {
            throw ProviderError(.invalid, provider: .lambda, code: code, message: message)
        }
        if let fault = LambdaTags.fault(configuration.labels) {
            throw ProviderError(.invalid, provider: .lambda, code: "BadLabel", message: fault)
        }
    }

    private static func digest(_ request: CreateRequest) -> String {
        var writer = JSONWriter(pretty: false)
        request.write(to: &writer)
        return Digest(of: writer.finish()).short
    }
}
