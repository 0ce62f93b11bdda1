using Microsoft.Extensions.Options;

namespace Skills.Engine.Batches.Registration;

/// <summary>Checks the ranges of the options.</summary>
internal sealed class BatchesOptionsValidator : IValidateOptions<BatchesOptions>
{
    public ValidateOptionsResult Validate(string? name, BatchesOptions options) =>
        string.IsNullOrWhiteSpace(options.JournalPath) ? ValidateOptionsResult.Fail($"{BatchesOptions.SectionName}:JournalPath must name a file.")
        : options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromHours(1) ? ValidateOptionsResult.Fail($"{BatchesOptions.SectionName}:DrainTimeout must be from zero to an hour.")
        : options.Lease < TimeSpan.FromSeconds(1) || options.Lease > TimeSpan.FromHours(1) ? ValidateOptionsResult.Fail($"{BatchesOptions.SectionName}:Lease must be from one second to an hour.")
        : options.LookEvery <= TimeSpan.Zero || options.LookEvery > TimeSpan.FromHours(1) ? ValidateOptionsResult.Fail($"{BatchesOptions.SectionName}:LookEvery must be more than zero and at most an hour.")
        : options.Parallelism is < 1 or > 1024 ? ValidateOptionsResult.Fail($"{BatchesOptions.SectionName}:Parallelism must be from 1 to 1,024.")
        : ValidateOptionsResult.Success;
}
