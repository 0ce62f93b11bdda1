using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Limits of the images, documents and recordings that prompts may have. An execution beyond one fails with the code <c>template.media</c>, and no model is called.</summary>
public sealed class SkillMediaOptions
{
    /// <summary>How many media one prompt may have.</summary>
    /// <value>Default 20; 0 to 1,000.</value>
    [Range(0, 1000)]
    public int MaxCount { get; set; } = 20;

    /// <summary>Most bytes of one embedded media, decoded.</summary>
    /// <value>Default 20 MiB; 1 byte to 1 GiB. <see cref="SkillsEngineOptions.MaxInputBytes"/> bounds the inputs as a whole, and is 4 MiB unless you raise it.</value>
    [Range(1, 1 << 30)]
    public int MaxBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>Most bytes of all embedded media of one prompt, decoded.</summary>
    /// <value>Default 32 MiB; 1 byte to 1 GiB.</value>
    [Range(1, 1 << 30)]
    public int MaxTotalBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Longest <c>https:</c> URL.</summary>
    /// <value>Default 4,096 characters; 16 to 65,536.</value>
    [Range(16, 65_536)]
    public int MaxUrlLength { get; set; } = 4096;

    /// <summary>Media types that are taken, such as <c>image/png</c> or <c>image/*</c>.</summary>
    /// <value>Empty by default, which takes images, audio and <c>application/pdf</c>.</value>
    public IList<string> AllowedTypes { get; } = [];

    /// <summary>Hosts whose <c>https:</c> URLs are taken, such as <c>files.example.com</c> or <c>*.example.com</c>.</summary>
    /// <value>Empty by default, which takes any host with a public name. IP addresses and local names must be listed.</value>
    public IList<string> AllowedHosts { get; } = [];
}
