using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Settings of the batch endpoints of providers, bound from <see cref="SectionName"/>.</summary>
public sealed class ModelBatchOptions
{
    /// <summary>The configuration section that these options are bound from.</summary>
    public const string SectionName = "SkillsEngine:ModelBatches";

    /// <summary>Gets or sets how long one call may take, uploads and downloads included.</summary>
    /// <value>Default ten minutes; one second to a day.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the most bytes of the results of one batch. One result has the limit of its provider's <c>MaxResponseBytes</c>.</summary>
    /// <value>Default 1 GiB; 1,024 to 2,147,483,647.</value>
    [Range(1024, int.MaxValue)]
    public int MaxResultBytes { get; set; } = 1 << 30;
}
