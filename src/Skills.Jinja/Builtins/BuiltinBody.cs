using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The code of a builtin. Arguments come in the order of its parameters; missing optional ones hold their default.</summary>
internal delegate Value BuiltinBody(RenderState state, ReadOnlySpan<Value> args);
