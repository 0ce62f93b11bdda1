namespace Skills.Engine.Providers.Schemas;

/// <summary>The subset of JSON Schema that a provider's structured output accepts.</summary>
internal sealed record SchemaDialect
{
    /// <summary>Keywords passed on; null passes the whole schema as written.</summary>
    public IReadOnlySet<string>? Keywords { get; init; }

    /// <summary>Values of <c>format</c> passed on; null passes all.</summary>
    public IReadOnlySet<string>? Formats { get; init; }

    /// <summary>Every object must be closed, so open maps cannot be asked for natively.</summary>
    public bool ClosedObjects { get; init; }

    /// <summary>Every property must be required. An optional one becomes nullable, and its null is removed from the reply.</summary>
    public bool AllRequired { get; init; }

    /// <summary>The root must be an object. Anything else is wrapped in one and unwrapped from the reply.</summary>
    public bool ObjectRoot { get; init; }

    /// <summary>Every schema must have a type, and every array an item type.</summary>
    public bool TypesRequired { get; init; }

    /// <summary>Where a schema may refer to itself.</summary>
    public SchemaRecursion Recursion { get; init; } = SchemaRecursion.Anywhere;

    /// <summary>Whether <c>const</c> is written as an <c>enum</c> of one.</summary>
    public bool ConstAsEnum { get; init; }

    /// <summary>Largest <c>minItems</c> passed on.</summary>
    public int MaxMinItems { get; init; } = int.MaxValue;

    /// <summary>Sizes beyond which the provider refuses a schema.</summary>
    public SchemaLimits Limits { get; init; } = new();

    /// <summary>Whether a schema that cannot be lowered may still be sent natively as written, for the provider to follow as far as it can.</summary>
    public bool LooseNative { get; init; }

    /// <summary>Whether every model constrains its output, whatever its capabilities say.</summary>
    public bool AlwaysNative { get; init; }

    /// <summary>
    /// The schema becomes a grammar in the way of llama.cpp, which silently ignores what it does not know: bounds hold for integers only,
    /// a text has one constraint, a pattern is anchored, and the root cannot be referred to.
    /// </summary>
    public bool Grammar { get; init; }

    /// <summary>The model never sees the schema, so what the lowered one cannot assert must be in the prompt.</summary>
    public bool HidesSchema { get; init; }

    /// <summary>Whether a call can force a tool.</summary>
    public bool ForcedTools { get; init; } = true;

    /// <summary>Whether structured output can be asked for together with tools. Where it cannot, the prompt says the shape.</summary>
    public bool NativeWithTools { get; init; } = true;
}
