# Courses through states on whole days: id, start, stop, from, to (NA: censored). Sourced by others.
library(survival)
library(etm)

ill <- local({ # monoclonal gammopathy, then plasma cell malignancy or death
  d <- subset(mgus2, futime > 0)
  d$ptime <- ifelse(d$pstat == 1 & d$ptime >= d$futime, d$futime - 0.5, d$ptime) * 2
  d$futime <- 2 * d$futime
  d <- subset(d, ptime > 0)
  first <- with(d, data.frame(id, start = 0, stop = ifelse(pstat == 1, ptime, futime), from = "mgus",
    to = ifelse(pstat == 1, "pcm", ifelse(death == 1, "dead", NA))))
  second <- with(subset(d, pstat == 1), data.frame(id, start = ptime, stop = futime, from = "pcm",
    to = ifelse(death == 1, "dead", NA)))
  rbind(first, second)
})
heart_stays <- with(transform(heart, start = 2 * start, stop = 2 * stop), data.frame(id, start, stop,
  from = ifelse(transplant == 1, "transplanted", "waiting"),
  to = ifelse(event == 1, "dead", ifelse(transplant == 0 & id %in% id[transplant == 1], "transplanted", NA))))
aged <- local({ # the same on the scale of age: delayed entry
  age <- 12 * mgus2$age[match(ill$id, mgus2$id)] * 2
  transform(ill, start = start + age, stop = stop + age)
})
older <- subset(aged, start >= 70 * 24)
data(sir.cont)
ventilated <- local({ # on and off the ventilator, back and forth, then discharged or dead
  d <- sir.cont[order(sir.cont$id, sir.cont$time), ]
  d$start <- ave(d$time, d$id, FUN = function(t) c(0, head(t, -1)))
  data.frame(id = d$id, start = 10 * d$start, stop = 10 * d$time, from = paste0("s", d$from),
             to = ifelse(d$to == "cens", NA, paste0("s", d$to)))
})
ventilated$start <- round(ventilated$start); ventilated$stop <- round(ventilated$stop)
bad <- unique(ventilated$id[ventilated$stop <= ventilated$start])
ventilated <- subset(ventilated, !id %in% bad)
treated <- local({ # leukaemia: remission and relapse, remission again, death
  d <- subset(myeloid, futime > 0)
  ids <- lapply(seq_len(nrow(d)), function(i) with(d[i, ], {
    when <- c(crtime, rltime, futime); what <- c("remission", "relapse", if (death == 1) "dead" else NA)
    keep <- !is.na(when); when <- when[keep]; what <- what[keep]
    order <- order(when, seq_along(when)); when <- when[order]; what <- what[order]
    keep <- c(diff(when) > 0, TRUE); when <- when[keep]; what <- what[keep]
    data.frame(id = id, start = c(0, head(when, -1)), stop = when,
               from = c("treated", head(what, -1)), to = what)
  }))
  subset(do.call(rbind, ids), !is.na(from) & (is.na(to) | from != to))
})
data(abortion)
pregnancies <- with(abortion, data.frame(id, start = entry, stop = exit, from = "pregnant",
  to = c("ended", "born", "lost")[cause])) # in weeks; who is seen late enters late
