namespace Skills.Jinja.Values;

/// <summary>A filter or test that was looked up while a template runs.</summary>
internal delegate Value NamedFunction(RenderState state, Scope? scope, CallArguments arguments);
