namespace Skills.Plots;

/// <summary>One line of a plot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values, from left to right.</param>
internal sealed record Series(string Name, IReadOnlyList<double> Values);
