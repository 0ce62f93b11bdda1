namespace Skills.Jinja;

/// <summary>An asynchronous function of the host: a global, a variable, or a filter in <see cref="JinjaOptions.AsyncFilters"/>.</summary>
/// <param name="arguments">What the template passes. <see cref="JinjaArguments.TryGetVariable"/> and <see cref="JinjaArguments.RenderBody"/> may be called before the first <c>await</c> only.</param>
/// <param name="cancellationToken">The token of the render.</param>
/// <returns>Anything <see cref="JinjaTemplate.Render(IReadOnlyDictionary{string, object?}, CancellationToken)"/> takes.</returns>
/// <remarks>
/// Only <see cref="JinjaTemplate.RenderAsync(IReadOnlyDictionary{string, object?}, CancellationToken)"/> calls it. Each call of a render is made once, even where the render is repeated.
/// Exceptions are treated as those of a <see cref="JinjaFunction"/>.
/// </remarks>
public delegate ValueTask<object?> JinjaAsyncFunction(JinjaArguments arguments, CancellationToken cancellationToken);
