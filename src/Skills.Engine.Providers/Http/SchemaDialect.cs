namespace Skills.Engine.Providers.Http;

/// <summary>What a provider's structured output takes.</summary>
internal sealed record SchemaDialect
{
    /// <summary>Keywords passed on; null passes every keyword.</summary>
    public IReadOnlySet<string>? Keywords { get; init; }

    /// <summary>Values of <c>format</c> passed on; null passes all.</summary>
    public IReadOnlySet<string>? Formats { get; init; }

    /// <summary>Every object must be closed, so open maps cannot be asked for natively.</summary>
    public bool ClosedObjects { get; init; }

    /// <summary>Every property must be required; an optional one becomes nullable and its null is taken out of the answer.</summary>
    public bool AllRequired { get; init; }

    /// <summary>The root must be an object; anything else is wrapped in one and unwrapped from the answer.</summary>
    public bool ObjectRoot { get; init; }

    /// <summary>Whether a schema may refer to itself.</summary>
    public bool Recursion { get; init; } = true;

    /// <summary>Whether <c>oneOf</c> is written as <c>anyOf</c>.</summary>
    public bool OneOfAsAnyOf { get; init; }

    /// <summary>Whether <c>const</c> is written as an <c>enum</c> of one.</summary>
    public bool ConstAsEnum { get; init; }

    /// <summary>Whether keywords beside <c>$ref</c> are refused.</summary>
    public bool BareRefs { get; init; }

    /// <summary>Largest <c>minItems</c> passed on.</summary>
    public int MaxMinItems { get; init; } = int.MaxValue;

    /// <summary>Whether a schema that cannot be lowered may still go out natively as it is, for the provider to follow as far as it can.</summary>
    public bool LooseNative { get; init; }

    /// <summary>Whether every model constrains its output, whatever its capabilities say.</summary>
    public bool AlwaysNative { get; init; }

    /// <summary>Whether a call can force a tool.</summary>
    public bool ForcedTools { get; init; } = true;
}
