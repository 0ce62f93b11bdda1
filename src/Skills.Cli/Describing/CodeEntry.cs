namespace Skills.Cli.Describing;

/// <summary>What the documentation says about a code.</summary>
/// <param name="Code">The code, such as <c>SK204</c> or <c>input.required</c>.</param>
/// <param name="Meaning">One or two sentences.</param>
/// <param name="Page">The page of the documentation, with the section.</param>
/// <param name="Severity">The severity of a finding in a file; null for errors of an execution.</param>
internal sealed record CodeEntry(string Code, string Meaning, string Page, string? Severity);
