//! The `daumoi` program: what is typed becomes a call into the rooms inside, and an exit code.
//!
//! Not here: rules, SQL, HTTP. Each command has a file of its own.

mod arguments;
mod carriers;
mod coverage;
mod deadline;
mod definitions;
mod demo;
mod doors;
mod extract;
mod jobs;
mod keeping;
mod keys;
mod letter_settings;
mod logging;
mod machine;
mod mandate;
mod openapi;
mod read_models;
mod say;
mod serve;
mod setting_list;
mod settings;
mod trouble;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command, Mandate};
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let say = Say { lang: arguments.lang.into() };
    let wants_json = wants_json(&arguments.command);
    match perform(say, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            if let Some(message) = trouble.message(say.lang) {
                say.aside(&message);
                if wants_json {
                    say.json(&trouble.as_json());
                }
            }
            ExitCode::from(trouble.exit)
        }
    }
}

fn perform(say: Say, arguments: Arguments) -> Result<(), Trouble> {
    let settings = Settings::read(arguments.config.as_deref())?;
    match arguments.command {
        Command::Deadline(asked) => deadline::run(say, &settings, &asked),
        Command::Mandate(Mandate::Import { file, json }) => mandate::import(say, &file, json),
        Command::Check { dir } => definitions::check(say, &settings, dir),
        Command::Config { explain, json } => {
            settings.show(say, explain, json);
            Ok(())
        }
        Command::ExtractVerify { file, key } => extract::verify(say, &file, &key),
        other => on_runtime(say, settings, other),
    }
}

fn on_runtime(say: Say, settings: Settings, command: Command) -> Result<(), Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        let text = daumoi_kernel::Text::new(
            "Hệ điều hành không cấp được luồng xử lý.",
            "The operating system gives no threads.",
        );
        Trouble::wrong("runtime", text).because(&error)
    })?;
    runtime.block_on(async {
        match command {
            Command::Serve(asked) => serve::run(say, settings, &asked).await,
            other => {
                logging::quiet();
                on_database(say, settings, other).await
            }
        }
    })
}

async fn on_database(say: Say, settings: Settings, command: Command) -> Result<(), Trouble> {
    match command {
        Command::Mandate(Mandate::Coverage { json, scenario, definitions }) => {
            let folder = definitions.unwrap_or(settings.definitions);
            coverage::run(say, &folder, scenario.as_deref(), json).await
        }
        Command::Impact { dir, json } => definitions::impact(say, settings, &dir, json).await,
        Command::Publish { dir } => definitions::publish(say, settings, &dir).await,
        Command::Verify { json, files } => keeping::verify(say, settings, json, files).await,
        Command::Rebuild { compare: true } => keeping::compare(say, settings).await,
        Command::Rebuild { compare: false } => keeping::rebuild(say, settings).await,
        Command::Backup { file } => keeping::backup(say, settings, &file).await,
        Command::Restore(asked) => keeping::restore(say, settings, asked).await,
        Command::Extract { code } => extract::extract(say, settings, &code).await,
        Command::Token(asked) => doors::token(say, settings, asked).await,
        Command::Password { person } => doors::password(say, settings, &person).await,
        Command::Jobs(asked) => jobs::run(say, settings, asked).await,
        Command::Openapi => openapi::print(say, settings).await,
        Command::Migrate => keeping::migrate(say, settings).await,
        // Done before there was a runtime.
        Command::Serve(_)
        | Command::Deadline(_)
        | Command::Mandate(Mandate::Import { .. })
        | Command::Check { .. }
        | Command::Config { .. }
        | Command::ExtractVerify { .. } => Ok(()),
    }
}

fn wants_json(command: &Command) -> bool {
    match command {
        Command::Deadline(asked) => asked.json,
        Command::Mandate(Mandate::Import { json, .. } | Mandate::Coverage { json, .. })
        | Command::Impact { json, .. }
        | Command::Config { json, .. }
        | Command::Verify { json, .. } => *json,
        Command::Jobs(asked) => asked.json,
        _ => false,
    }
}
