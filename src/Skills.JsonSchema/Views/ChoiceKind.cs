namespace Skills.JsonSchema.Views;

/// <summary>What leaves open which of several schemas applies.</summary>
internal enum ChoiceKind : byte
{
    AnyOf,
    OneOf,

    /// <summary><c>if</c>: the condition with <c>then</c>, or <c>else</c>.</summary>
    Condition,

    /// <summary>What a property's presence adds (<c>dependentSchemas</c>).</summary>
    Dependent,

    /// <summary>What alternatives of an object say about one of its properties.</summary>
    Inherited,
}
