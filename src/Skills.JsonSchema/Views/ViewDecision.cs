using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Views;

/// <summary>A choice that is made already, and so no longer shown.</summary>
internal readonly record struct ViewDecision(SchemaNode Owner, ChoiceKind Kind, int Trigger);
