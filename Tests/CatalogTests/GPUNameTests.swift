import Catalog
import Testing

@Suite struct GPUNameTests {
    static let names: [(vendor: String, memoryGB: Int?, canonical: String)] = [
        // Google Cloud
        ("nvidia-h100-80gb", nil, "h100"), ("nvidia-h100-mega-80gb", nil, "h100"), ("nvidia-h200-141gb", nil, "h200"),
        ("nvidia-b200", nil, "b200"), ("nvidia-gb200", nil, "gb200"), ("nvidia-tesla-t4", nil, "t4"),
        ("nvidia-l4", nil, "l4"), ("nvidia-tesla-a100", nil, "a100"), ("nvidia-a100-80gb", nil, "a100-80gb"),
        ("nvidia-tesla-v100", nil, "v100"), ("nvidia-tesla-p100", nil, "p100"), ("nvidia-tesla-p4", nil, "p4"),
        ("nvidia-tesla-k80", nil, "k80"), ("nvidia-l4-vws", nil, "l4"), ("nvidia-rtx-pro-6000", nil, "rtx-pro-6000"),
        // Hyperstack
        ("H100-80G-PCIe", nil, "h100"), ("H100-80G-PCIe-NVLink", nil, "h100"), ("H100-80G-SXM5", nil, "h100"),
        ("H200-141G-SXM5", nil, "h200"), ("A100-80G-PCIe", nil, "a100-80gb"),
        ("A100-80G-PCIe-NVLink", nil, "a100-80gb"), ("RTX-A6000", nil, "a6000"), ("RTX-A4000", nil, "a4000"),
        ("L40", nil, "l40"), ("RTX-PRO6000-SE", nil, "rtx-pro-6000"),
        // Lambda
        ("H100 (80 GB SXM5)", nil, "h100"), ("H100 (80 GB PCIe)", nil, "h100"), ("A10 (24 GB PCIe)", nil, "a10"),
        ("GH200 (96 GB)", nil, "gh200"), ("B200 (180 GB SXM6)", nil, "b200"), ("A100 (40 GB SXM4)", nil, "a100"),
        ("A100 (80 GB SXM4)", nil, "a100-80gb"), ("Tesla V100 (16 GB)", nil, "v100"), ("A6000 (48 GB)", nil, "a6000"),
        ("RTX 6000 (24 GB)", nil, "rtx-6000"),
        // AWS, which gives the memory beside the name
        ("A10G", 24, "a10g"), ("T4g", 16, "t4g"), ("T4", 16, "t4"), ("A100", 40, "a100"), ("A100", 80, "a100-80gb"),
        ("V100", 16, "v100"), ("V100", 32, "v100-32gb"), ("L40S", 48, "l40s"), ("K80", 12, "k80"), ("M60", 8, "m60"),
        ("Radeon Pro V520", 8, "radeon-pro-v520"), ("B300", 269, "b300"),
        // Nebius
        ("gpu-h100-sxm", nil, "h100"), ("gpu-h200-sxm", nil, "h200"), ("gpu-l40s-a", nil, "l40s"),
        ("gpu-l40s-d", nil, "l40s"), ("gpu-b200-sxm-a", nil, "b200"), ("NVIDIA H100 NVLink", nil, "h100"),
        // Others
        ("NVIDIA RTX 6000 Ada Generation", nil, "rtx-6000-ada"), ("NVIDIA GeForce RTX 4090", nil, "rtx-4090"),
        ("RTX4090", nil, "rtx-4090"), ("AMD Instinct MI300X", nil, "mi300x"), ("MI300X-192GB", nil, "mi300x"),
        ("NVIDIA A100-SXM4-80GB", nil, "a100-80gb"), ("Tesla V100-SXM2-32GB", nil, "v100-32gb"),
        ("NVIDIA Quadro RTX 6000", nil, "rtx-6000"), ("", nil, ""), ("---", nil, ""), ("NVIDIA", nil, "nvidia"),
    ]

    @Test(arguments: names)
    func isOneForAllClouds(name: (vendor: String, memoryGB: Int?, canonical: String)) {
        #expect(GPUName.canonical(name.vendor, memoryGB: name.memoryGB) == name.canonical)
    }

    @Test func aCanonicalNameStaysAsItIs() {
        for name in Self.names where !name.canonical.isEmpty {
            #expect(GPUName.canonical(name.canonical) == name.canonical)
            #expect(GPUName.isCanonical(name.canonical))
        }
    }

    @Test(arguments: ["", "H100", "a100_80gb", "-h100", "h100-", "a--b", "rtx 6000", "h100é"])
    func othersAreNotCanonical(name: String) { #expect(!GPUName.isCanonical(name)) }
}
