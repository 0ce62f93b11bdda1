using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The code of a builtin that needs to know where it is called.</summary>
internal delegate Value ContextualBody(RenderState state, Scope scope, ReadOnlySpan<Value> args);
