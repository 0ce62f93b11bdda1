namespace Skills.Engine.Evaluation.Expectations;

/// <summary>An expectation that is wrong in itself. The message says what is allowed.</summary>
internal sealed class ExpectationException(string message) : Exception(message);
