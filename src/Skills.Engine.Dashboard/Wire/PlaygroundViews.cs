using System.Text.Json;

namespace Skills.Engine.Dashboard.Wire;

/// <summary>What the playground asks for.</summary>
internal sealed record PlaygroundRequest
{
    public JsonElement? Input { get; init; }

    /// <summary>Gets <c>dry</c>, <c>replay</c> or <c>live</c>; only runs have it.</summary>
    public string? Mode { get; init; }

    public string? Model { get; init; }

    public string? Variant { get; init; }

    public bool UseCache { get; init; }

    /// <summary>Gets the test case whose recording is replayed; null for none.</summary>
    public string? Case { get; init; }

    /// <summary>Gets the id of a recorded run whose reply is replayed; null for none.</summary>
    public string? From { get; init; }

    /// <summary>Gets the name of a test case to write; only keeping has it.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the output that the test case expects; null for none.</summary>
    public JsonElement? Expect { get; init; }

    /// <summary>Gets the reply that stands in for the model in a test case; null to ask one.</summary>
    public string? Reply { get; init; }
}

/// <summary>Where a test case was written.</summary>
internal sealed record KeptView(string File, int Line);

/// <summary>A prompt as it would be sent.</summary>
internal sealed record RenderView(bool Ok)
{
    public IReadOnlyList<MessageView> Messages { get; init; } = [];

    public IReadOnlyList<ErrorView> Errors { get; init; } = [];

    public int? Tokens { get; init; }

    public EstimateView? Estimate { get; init; }
}

/// <summary>One message of a rendered prompt; <see cref="Text"/> is null where content is hidden.</summary>
internal sealed record MessageView(string Role, string? Text, int Tokens, bool CacheBreakpoint, IReadOnlyList<string> Media);

/// <summary>An error; the sentence and the place can quote content.</summary>
internal sealed record ErrorView(string Code, string Step, string? Path, string? Message);

/// <summary>What a run would cost.</summary>
internal sealed record EstimateView(string? Model, string? Provider, int OutputTokens, decimal? ExpectedUsd, decimal? LowUsd, decimal? HighUsd, decimal? WorstUsd);
