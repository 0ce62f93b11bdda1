using System.Buffers;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>
/// Matches an expression with back-references by trying one way after another. What it may cost is counted in steps, never in time,
/// so that the same text always ends the same way.
/// </summary>
internal sealed class BacktrackMatcher(BacktrackProgram program, long mostSteps)
{
    private const int WorkAStep = 2;

    private readonly BacktrackStep[] _steps = [.. program.Steps];

    /// <param name="text">Unescaped UTF-8.</param>
    /// <param name="steps">What the work is taken off. When it falls below nothing, the answer means nothing.</param>
    /// <param name="isDecided">False when the match took more than one match may.</param>
    public bool IsMatch(ReadOnlySpan<byte> text, ref long steps, out bool isDecided)
    {
        var codes = ArrayPool<int>.Shared.Rent(text.Length);
        try
        {
            var count = 0;
            while (!text.IsEmpty)
            {
                codes[count++] = Utf8Text.Decode(text, out var used);
                text = text[used..];
            }

            var left = Math.Min(mostSteps, steps > long.MaxValue >> WorkAStep ? long.MaxValue : steps << WorkAStep);
            var attempt = new BacktrackAttempt(_steps, codes.AsSpan(0, count), program.Registers, left);
            var found = false;
            // 2020-12 validation, section 6.3.3: expressions are not anchored.
            for (var start = 0; start <= count && !found && attempt.StepsLeft >= 0; start++)
            {
                found = attempt.Run(start);
            }

            steps -= (left - attempt.StepsLeft) >> WorkAStep;
            isDecided = attempt.StepsLeft >= 0;
            return found;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(codes);
        }
    }
}
