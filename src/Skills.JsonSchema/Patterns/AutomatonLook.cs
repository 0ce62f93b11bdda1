namespace Skills.JsonSchema.Patterns;

/// <summary>A look-around within an <see cref="Automaton"/>.</summary>
/// <param name="Inner">What is looked for. Ahead it is built backwards, so that one walk from the end of the text finds every place it holds at.</param>
/// <param name="Ahead">Whether it looks ahead.</param>
internal sealed record AutomatonLook(Automaton Inner, bool Ahead);
