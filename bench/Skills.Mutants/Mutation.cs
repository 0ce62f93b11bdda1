using Microsoft.CodeAnalysis.Text;

namespace Skills.Mutants;

/// <summary>One small wrong change.</summary>
/// <param name="File">The full path of the source.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Text">What replaces it.</param>
/// <param name="Kind">What kind of change it is, such as <c>negated condition</c>.</param>
internal sealed record Mutation(string File, TextSpan Span, string Text, string Kind);
