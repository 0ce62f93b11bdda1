using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The code of a builtin that needs to know where it is called.</summary>
internal delegate Value ContextualBody(RenderState state, Scope scope, ReadOnlySpan<Value> args);

/// <summary>The code of a builtin whose text is only printed: writes it at the end of the output, and says whether it is markup.</summary>
internal delegate bool ContextualPrinter(RenderState state, Scope scope, ReadOnlySpan<Value> args);
