namespace Skills.Jinja.Rendering;

/// <summary>A macro once compiled. Parameters take the first slots, then caller, kwargs and varargs where the body uses them.</summary>
internal sealed record MacroCode(
    string? Name, string[] Parameters, ExprNode?[] Defaults, int[] Slots, bool ExplicitCaller,
    int CallerSlot, int KeywordsSlot, int VarargsSlot, CompiledCode Code, int Position);
