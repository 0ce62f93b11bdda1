namespace Skills.Jinja;

/// <summary>A function of the host: a filter (first argument is the filtered value), a test (gives a bool) or a global.</summary>
/// <remarks>
/// Called on the rendering thread, maybe by several renders at once. It may give anything <see cref="JinjaTemplate.Render(IReadOnlyDictionary{string, object?}, CancellationToken)"/> takes.
/// A <see cref="JinjaException"/> it throws keeps its kind and is given the template's place; any other exception becomes the inner one of a <see cref="JinjaErrorKind.Runtime"/> error.
/// </remarks>
public delegate object? JinjaFunction(JinjaArguments arguments);
