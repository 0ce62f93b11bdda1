namespace Skills.Engine.Providers.Schemas;

/// <summary>Ends a lowering: the dialect cannot express the schema. It never leaves <see cref="SchemaLowering"/>.</summary>
internal sealed class CannotLowerException : Exception;
