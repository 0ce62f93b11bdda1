using Skills.Jinja.Rendering;

namespace Skills.Jinja.Compilation;

/// <summary>Where the compiler is: the scope's names, and what Jinja's rules make of the place.</summary>
internal sealed record CodeFrame(Symbols Symbols)
{
    /// <summary>The template's own level, ifs included.</summary>
    internal bool IsTop { get; init; }

    /// <summary>The template's own level, outside ifs.</summary>
    internal bool IsRoot { get; init; }

    /// <summary>Inside an if or ternary, where an unknown filter only fails when reached.</summary>
    internal bool IsSoft { get; init; }

    /// <summary>Outputs that must not run once the template extends another.</summary>
    internal bool ChecksExtended { get; init; }

    internal bool InLoopOrBlock { get; init; }

    /// <summary>Directly in a loop's body, where break and continue are allowed.</summary>
    internal bool InLoopBody { get; init; }

    internal EscapeMode Escape { get; init; }

    /// <summary>Compiling what Jinja makes of an expression while it compiles, where names and calls have no value.</summary>
    internal bool IsFolding { get; init; }

    /// <summary>The last mode that was known when compiling: what Jinja escapes constants by.</summary>
    internal EscapeMode ConstantEscape { get; init; }

    internal CodeFrame Soft() => this with { IsSoft = true, IsRoot = false };

    internal CodeFrame Inner(Function? function = null) => this with
    {
        Symbols = new(function ?? Symbols.Function, Symbols),
        IsTop = false,
        IsRoot = false,
        IsSoft = false,
    };
}
