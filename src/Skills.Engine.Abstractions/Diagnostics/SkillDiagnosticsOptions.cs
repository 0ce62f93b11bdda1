using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>What traces, metrics and logs say.</summary>
public sealed class SkillDiagnosticsOptions
{
    /// <summary>Whether prompts and replies are put on spans, and inputs, prompts and outputs in log messages of level Trace. Secret inputs are masked all the same.</summary>
    /// <value>Default null: as the variable <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c> says, so false without it.</value>
    public bool? CaptureContent { get; set; }

    /// <summary>Whether the newer, unreleased names of the conventions for generative AI are used.</summary>
    /// <value>Default null: true when <c>OTEL_SEMCONV_STABILITY_OPT_IN</c> lists <c>gen_ai_latest_experimental</c>.</value>
    public bool? LatestGenAiConventions { get; set; }

    /// <summary>Providers whose client traces its own calls; the engine leaves out its client spans and <c>gen_ai.*</c> metrics for them, so that nothing counts twice.</summary>
    /// <value>Default none.</value>
    public IList<string> SelfTracingProviders { get; } = [];

    /// <summary>How many skills are counted separately in metrics; those seen later are counted together as <c>other</c>.</summary>
    /// <value>Default 500; 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxSkillsInMetrics { get; set; } = 500;
}
