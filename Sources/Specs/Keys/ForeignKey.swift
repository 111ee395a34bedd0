/// What a key of another tool is called here: of Terraform's resources and of the clouds' own interfaces.
enum ForeignKey {
    /// The key of ours that a host's key of another tool stands for, where renaming it is all there is to do.
    static func ours(for name: String, among words: [String]) -> String? {
        guard let key = names[name], words.contains(key.rawValue) else { return nil }
        return key.rawValue
    }

    /// How to write what has another form here.
    static func form(for name: String) -> String? { forms[name] }

    private static let names: [String: HostKey] = [
        "availability_zone": .zone, "location": .region, "location_name": .region, "region_name": .region,
        "cores": .cpu, "cpus": .cpu, "num_cpus": .cpu, "vcpu": .cpu, "vcpus": .cpu,
        "mem_gb": .ramGB, "memory": .ramGB, "memory_gb": .ramGB, "memory_gib": .ramGB, "ram": .ramGB,
        "accelerator": .gpu, "gpu_type": .gpu, "flavor": .machineType, "flavor_name": .machineType,
        "instance_type": .machineType, "instance_type_name": .machineType, "preset": .machineType,
        "vm_size": .machineType, "data_disk_gb": .diskGB, "disk": .diskGB, "disk_size": .diskGB,
        "disk_size_gb": .diskGB, "storage_gb": .diskGB, "volume_size": .diskGB, "volume_type": .diskType,
        "boot_disk_size": .bootDiskGB, "boot_disk_size_gb": .bootDiskGB, "root_disk_gb": .bootDiskGB,
        "root_volume_size": .bootDiskGB, "ami": .image, "image_family": .image, "image_id": .image,
        "image_name": .image, "source_image": .image, "cloud": .provider, "deletion_protection": .protect,
        "prevent_destroy": .protect, "user_data": .startupScript, "ignore_changes": .unmanaged,
        "moved_from": .renamedFrom, "fallback": .placement, "fallbacks": .placement,
    ]

    private static let forms: [String: String] = {
        let gpu = "write `gpu: {type: h100, count: 8}`"
        let pricing = "write `pricing: spot`"
        let keys = "write `ssh: {public_keys: [file:keys/me.pub]}`"
        return [
            "count": "write the hosts as a pattern, `web-{1..3}:`", "name": "a host's name is its key under `hosts:`",
            "accelerator_count": gpu, "accelerators": gpu, "gpu_count": gpu, "gpus": gpu, "guest_accelerator": gpu,
            "preemptible": pricing, "spot": pricing, "use_spot": pricing, "key_name": keys, "public_keys": keys,
            "ssh_key": keys, "ssh_key_names": keys, "ssh_keys": keys,
            "state": "write `power: running` or `power: stopped`",
        ]
    }()
}
