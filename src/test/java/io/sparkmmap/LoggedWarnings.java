// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Collects what a class logs. */
public final class LoggedWarnings {
  private LoggedWarnings() {}

  /** The messages that a class logs, as warnings or worse, while something runs. */
  public static List<String> of(Class<?> logger, Callable<?> action) throws Exception {
    Logger log = (Logger) LogManager.getLogger(logger);
    List<String> messages = new ArrayList<>();
    AbstractAppender appender =
        new AbstractAppender("warnings", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            messages.add(event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.WARN);
    try {
      action.call();
    } finally {
      log.removeAppender(appender);
      log.setLevel(null);
    }
    return messages;
  }
}
