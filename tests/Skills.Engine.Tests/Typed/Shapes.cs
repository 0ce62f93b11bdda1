namespace Skills.Engine.Tests.Typed;

internal enum Progress
{
    NotStarted,
    InProgress,
    Done,
}

internal sealed record One<T>(T Value);

internal sealed record Subject(string TheWord);

internal sealed record Tally(int TotalCount, Progress State);
